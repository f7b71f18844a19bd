using System;

namespace ThreadStore.Health;

/// <summary>What keeps the projection from going on.</summary>
public enum ProjectionStall
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Another connection holds the index's database.</summary>
    IndexLocked,

    /// <summary>Another process holds the lock under which the stores of a home take turns at the index.</summary>
    StoreLockHeld,

    /// <summary>Transactions fail; <see cref="StoreHealth.LastFault"/> says of what.</summary>
    IndexFaulted,

    /// <summary>A step has begun and does not end: the disk or SQLite keeps it.</summary>
    StepUnderWay,
}

/// <summary>How far rows are behind the logs of live threads, and whether that changes.</summary>
public sealed record ProjectionHealth
{
    /// <summary>For so long, by the store's clock, attempts fail or a step lasts before the projection counts as stuck: 1 s.</summary>
    /// <remarks>Longer than the longest pause between two attempts, which is 500 ms: what heals in time is no news.</remarks>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    /// <summary>The loop that turns lines into rows runs.</summary>
    public required bool IsAlive { get; init; }

    /// <summary>
    /// Bytes that live threads have accepted and that no commit covers yet, those held for <see cref="ThreadStoreOptions.TouchInterval"/> included.
    /// Of a thread whose row's place is not known yet: all of its log.
    /// </summary>
    public required long PendingBytes { get; init; }

    /// <summary>How long ago the oldest of them was accepted; zero when there are none. Of lines that others wrote: since they were seen.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>What keeps the projection from going on at this moment, for however long.</summary>
    public required ProjectionStall Stall { get; init; }

    /// <summary>For how long it has.</summary>
    public required TimeSpan StalledFor { get; init; }

    /// <summary>Something is to be projected, and for <see cref="StuckAfter"/> nothing was.</summary>
    public bool IsStuck => Stall is not ProjectionStall.None && StalledFor >= StuckAfter;
}
