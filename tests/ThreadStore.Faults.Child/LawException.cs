using System;

namespace ThreadStore.Faults;

/// <summary>A promise of the store was broken; the message says which one, and how to see it again.</summary>
public sealed class LawException : Exception
{
    /// <summary>Says what was broken.</summary>
    public LawException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was broken, and by what.</summary>
    public LawException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
