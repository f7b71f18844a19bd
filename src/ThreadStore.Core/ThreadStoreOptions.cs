using System;
using ThreadStore.Log;

namespace ThreadStore;

/// <summary>How a store is opened. Read once by <see cref="LocalThreadStore.Open(ThreadStoreOptions)"/>; later changes have no effect.</summary>
public sealed class ThreadStoreOptions
{
    /// <summary>The home directory, for example <c>~/.codex</c>; made (mode 0700) when it does not exist.</summary>
    public required string Home { get; init; }

    /// <summary>Where the index files lie; the home when null. Set it apart when the home cannot be written or is on a network file system.</summary>
    public string? IndexDirectory { get; init; }

    /// <summary>
    /// Use the index also where it lies on a network file system, or on another that several machines may share. Default: false, and then
    /// such an index is not used: logs are written and read, and whatever needs rows is an <see cref="UnsupportedException"/>. True is safe
    /// only as long as no other machine opens this home; SQLite keeps the readers and writers of one machine apart, and no others.
    /// </summary>
    public bool AllowNetworkIndex { get; init; }

    /// <summary>What an append promises when the call does not say. Default: <see cref="Durability.Written"/>.</summary>
    public Durability Durability { get; init; } = Durability.Written;

    /// <summary>The name that others see as the holder of a thread's writer lock. Default: the process's name.</summary>
    public string? Application { get; init; }

    /// <summary>
    /// How long the projector lets facts of one thread coalesce before it writes them, from the oldest one; a barrier does not wait for
    /// it. Default: 200 ms. Zero: at once.
    /// </summary>
    public TimeSpan ProjectionInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The least time between two writes that move nothing but a thread's <c>updated_at</c>. Default: 5 s.</summary>
    public TimeSpan TouchInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the store looks for lines and files that other programs have written. Default: 2 s;
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: only when it is opened and when asked.
    /// </summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that buffered appends of all threads may hold; when it is used up an append writes itself. Default: 64 MiB.</summary>
    public long BufferBudgetBytes { get; init; } = 64L << 20;

    /// <summary>
    /// File descriptors that open threads may hold (two each); above it the longest idle ones go dormant. Default: half of the process's limit.
    /// </summary>
    public int? DescriptorBudget { get; init; }

    /// <summary>Check every payload by a full JSON parse before it is accepted, instead of its braces and control bytes. Default: false.</summary>
    public bool ValidatePayloads { get; init; }

    /// <summary>The source of every time stamp and delay. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What kind of file system a path is on: tests say "nfs" without one.</summary>
    internal Func<string, string> FileSystemOf { get; init; } = FileSystemName.Of;
}
