namespace ThreadStore.Latency.Driving;

/// <summary>How a loop ended.</summary>
/// <param name="Operations">How many operations ran, the warm-up included.</param>
/// <param name="Seconds">From the first intended start to the last end.</param>
/// <param name="IsSaturated">The rate was not held, and the loop gave up.</param>
internal readonly record struct LoopEnd(long Operations, double Seconds, bool IsSaturated)
{
    /// <summary>What was reached.</summary>
    public double Rate => Operations / Seconds;
}
