using System;

namespace ThreadStore.Latency.Accounting;

/// <summary>What a store wrote, in bytes handed to the kernel.</summary>
/// <param name="Log">To rollouts.</param>
/// <param name="Wal">To the index's write-ahead log.</param>
/// <param name="Database">To the index's file, by checkpoints, the one at the end included.</param>
/// <param name="Checkpoints">How many there were, without the one at the end.</param>
/// <param name="LongestCheckpoint">The longest of these.</param>
internal sealed record WrittenBytes(long Log, long Wal, long Database, int Checkpoints, TimeSpan LongestCheckpoint);
