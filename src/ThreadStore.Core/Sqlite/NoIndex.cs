using System;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>Stands for an index that is not used: whatever is applied counts as done, so that nobody waits for a row that nobody can read.</summary>
internal sealed class NoIndex : IIndexWriter
{
    /// <inheritdoc/>
    public long Epoch => 0;

    /// <inheritdoc/>
    public bool IsCurrent => true;

    /// <inheritdoc/>
    public StorageFaultException? LastFault => null;

    /// <inheritdoc/>
    public IndexStatus TryBegin() => IndexStatus.Ready;

    /// <inheritdoc/>
    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public ApplyOutcome Replace(ThreadId id) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public bool TryReadRow(ThreadId id, out RowState row)
    {
        row = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Relocate(ThreadId id, string relativePath, bool archived) => true;

    /// <inheritdoc/>
    public bool Remove(ThreadId id) => true;

    /// <inheritdoc/>
    public ApplyOutcome ApplySessionName(ThreadId id, System.ReadOnlySpan<byte> name, long updatedAtMs) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public ApplyOutcome ClearSessionNames() => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public bool TryReadSessionIndexMark(out FileMark mark)
    {
        mark = default;
        return false;
    }

    /// <inheritdoc/>
    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot) => ApplyOutcome.Applied;

    /// <inheritdoc/>
    public IndexStatus Commit() => IndexStatus.Ready;

    /// <inheritdoc/>
    public void Rollback()
    {
    }

    /// <inheritdoc/>
    public void Distrust(long epoch)
    {
    }

    /// <inheritdoc/>
    public void Supersede()
    {
    }

    /// <inheritdoc/>
    public IndexStatus TruncateWal() => IndexStatus.Ready;

    /// <inheritdoc/>
    public void CheckpointIfDue(bool idle)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
