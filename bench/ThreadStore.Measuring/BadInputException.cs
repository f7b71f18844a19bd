using System;

namespace ThreadStore.Measuring;

/// <summary>The run cannot be what was asked for; the message says why.</summary>
public sealed class BadInputException : Exception
{
    /// <summary>Says nothing of why.</summary>
    public BadInputException()
    {
    }

    /// <summary>Says why.</summary>
    public BadInputException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what showed it.</summary>
    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
