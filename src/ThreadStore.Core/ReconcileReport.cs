using System.Collections.Generic;

namespace ThreadStore;

/// <summary>What became of a row.</summary>
public enum RowChange
{
    /// <summary>A rollout that had no row has one.</summary>
    Added,

    /// <summary>The row was behind its log, and is at its end.</summary>
    Advanced,

    /// <summary>The row was of other bytes, and is made anew.</summary>
    Replaced,

    /// <summary>The rollout lies elsewhere: it was archived, brought back, compressed or moved.</summary>
    Moved,

    /// <summary>The rollout is gone, and so is the row.</summary>
    Removed,
}

/// <summary>One row that was brought up.</summary>
/// <param name="Id">The thread.</param>
/// <param name="Change">What became of it.</param>
/// <param name="From">How far the log was in the row before, in bytes.</param>
/// <param name="To">How far it is now.</param>
public readonly record struct ReconciledThread(ThreadId Id, RowChange Change, long From, long To);

/// <summary>What a reconciliation did.</summary>
public sealed record ReconcileReport
{
    /// <summary>The rows that changed, ordered by thread.</summary>
    public required IReadOnlyList<ReconciledThread> Changes { get; init; }

    /// <summary>The rows that there are now.</summary>
    public required long Rows { get; init; }
}
