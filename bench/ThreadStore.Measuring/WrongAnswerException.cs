using System;

namespace ThreadStore.Measuring;

/// <summary>What was measured did not do what it should have: there is no figure.</summary>
public sealed class WrongAnswerException : Exception
{
    /// <summary>Says nothing of what was wrong.</summary>
    public WrongAnswerException()
    {
    }

    /// <summary>Says what was wrong.</summary>
    public WrongAnswerException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was wrong, and what showed it.</summary>
    public WrongAnswerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Ends the run unless both answers are the same.</summary>
    public static void Require<T>(T ours, T theirs, string what)
        where T : IEquatable<T>
    {
        if (!ours.Equals(theirs))
        {
            throw new WrongAnswerException($"{what}: {ours} is not {theirs}");
        }
    }
}
