using System;

namespace ThreadStore.Compare;

/// <summary>The two sides do not answer the same, or one of them failed: there is no figure then.</summary>
internal sealed class ComparisonFailedException : Exception
{
    public ComparisonFailedException()
    {
    }

    public ComparisonFailedException(string message)
        : base(message)
    {
    }

    public ComparisonFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Ends the run unless both answers are the same.</summary>
    internal static void Require<T>(T ours, T theirs, string what)
        where T : IEquatable<T>
    {
        if (!ours.Equals(theirs))
        {
            throw new ComparisonFailedException($"{what}: {ours} is not {theirs}");
        }
    }
}
