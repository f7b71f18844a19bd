using System.Collections.Generic;

namespace ThreadStore.Health;

/// <summary>How a store is at one moment. Taken from what its parts say of themselves: no lock is waited for that a disk can hold, and no disk is touched.</summary>
public sealed record StoreHealth
{
    /// <summary>As many threads are named in <see cref="FaultedThreads"/> at most.</summary>
    public const int MaxFaultedThreads = 100;

    /// <summary>The store in one word.</summary>
    public required HealthState State { get; init; }

    /// <summary>Why it is not healthy, in one line for a person; null when it is.</summary>
    public required string? Reason { get; init; }

    /// <summary>How far rows are behind the logs of live threads, and whether that changes.</summary>
    public required ProjectionHealth Projection { get; init; }

    /// <summary>What lists may lack: whether the home is being recovered or its index made anew, and how far that is.</summary>
    public required Freshness Freshness { get; init; }

    /// <summary>Threads, live or not, whose logs are still to be read for their rows.</summary>
    public required long CatchUpWaiting { get; init; }

    /// <summary>The index's file, and whether it can be used.</summary>
    public required IndexHealth Index { get; init; }

    /// <summary>The fault that was met last, also one that has passed; null when there was none since the store was opened.</summary>
    public required StoreFault? LastFault { get; init; }

    /// <summary>Faults met since the store was opened, every failed retry counted.</summary>
    public required long Faults { get; init; }

    /// <summary>Threads that fail by themselves; of more than <see cref="MaxFaultedThreads"/> any of them.</summary>
    public required IReadOnlyList<FaultedThread> FaultedThreads { get; init; }

    /// <summary>How many threads fail by themselves.</summary>
    public required int FaultedThreadCount { get; init; }
}
