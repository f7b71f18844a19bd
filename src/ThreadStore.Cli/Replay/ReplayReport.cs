namespace ThreadStore.Cli.Replay;

/// <summary>What a replay did and how long it took.</summary>
internal sealed record ReplayReport
{
    /// <summary>Threads made.</summary>
    internal required int Threads { get; init; }

    /// <summary>Lines written, with the first one of each thread.</summary>
    internal required long Lines { get; init; }

    /// <summary>Bytes in the logs.</summary>
    internal required long Bytes { get; init; }

    /// <summary>From the first append to the end of the last.</summary>
    internal required double Seconds { get; init; }

    /// <summary>Each append's own time. The first line of a thread is no append: it makes the file.</summary>
    internal required LatencySamples Appends { get; init; }

    /// <summary>Bytes that all appends together took from the managed heap.</summary>
    internal required long AllocatedBytes { get; init; }

    /// <summary>Rows of these threads in the index.</summary>
    internal required int ProjectionRows { get; init; }

    /// <summary>From the end of the last append until everything was projected.</summary>
    internal required double ProjectionSeconds { get; init; }
}
