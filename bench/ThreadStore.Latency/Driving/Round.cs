using ThreadStore.Measuring;

namespace ThreadStore.Latency.Driving;

/// <summary>What one side gave in one round.</summary>
/// <param name="Latencies">In ns, without the warm-up; of it alone when the loop gave up before its end.</param>
/// <param name="End">How the loop ended.</param>
/// <param name="Collections">Garbage collections of the process during the loop, by generation.</param>
/// <param name="ProcessBytes">What the process allocated during the loop.</param>
/// <param name="DriverBytes">What the driver's thread allocated of it.</param>
internal sealed record Round(Histogram Latencies, LoopEnd End, (int Gen0, int Gen1, int Gen2) Collections, long ProcessBytes, long DriverBytes)
{
    /// <summary>How long the driver's thread could have run and had no core, in ns: somebody else's doing, or that of what runs behind an append.</summary>
    public long CoreWait { get; init; }

    /// <summary>How many cores other processes used meanwhile, on average.</summary>
    public double OtherCores { get; init; }

    /// <summary>What the files have grown by.</summary>
    public long AppendedBytes { get; init; }

    /// <summary>What the load did meanwhile, when it is worth a word.</summary>
    public string? Load { get; init; }
}
