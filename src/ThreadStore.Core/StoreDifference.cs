namespace ThreadStore;

/// <summary>What a verification found.</summary>
public enum DifferenceKind
{
    /// <summary>A rollout without a row.</summary>
    Missing,

    /// <summary>A row without a rollout.</summary>
    Orphan,

    /// <summary>A row that says something else than its log.</summary>
    Differs,

    /// <summary>A row that stands before the end of its log, and is right as far as it goes. The next open of the store brings it up.</summary>
    Behind,

    /// <summary>Bytes after the last line feed.</summary>
    TornTail,

    /// <summary>A line that is not a rollout line.</summary>
    BadLine,

    /// <summary>A rollout whose first line is another thread's, or not a session_meta.</summary>
    ForeignFile,

    /// <summary>A rollout, or a folder of rollouts, that cannot be read.</summary>
    Unreadable,

    /// <summary>The index cannot be read, and was not compared with the logs. A rebuild replaces it.</summary>
    DamagedIndex,
}

/// <summary>One difference between the logs of a home and its index, or one defect of a log.</summary>
/// <param name="Thread">The thread; null when it is about a folder, the index or a row of it that is no thread's.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where in the log, in bytes; 0 when it is about the whole thread.</param>
/// <param name="Length">How many bytes of the log; 0 when it is about the row.</param>
/// <param name="Reason">What is wrong, for a person.</param>
public sealed record StoreDifference(ThreadId? Thread, DifferenceKind Kind, long Offset, long Length, string Reason);
