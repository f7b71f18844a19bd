using System;
using ThreadStore.Health;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Compare.Projection;

/// <summary>Our own index, whose checkpoints wait until nobody measures: a projector that is stepped makes them in the step that it is measured by.</summary>
internal sealed class LateCheckpoints(IIndexWriter index) : IIndexWriter
{
    /// <summary>Whether they wait.</summary>
    public bool IsMeasured { get; set; }

    /// <inheritdoc/>
    public long Epoch => index.Epoch;

    /// <inheritdoc/>
    public bool IsCurrent => index.IsCurrent;

    /// <inheritdoc/>
    public StorageFaultException? LastFault => index.LastFault;

    /// <inheritdoc/>
    public ProjectionStall BusyWith => index.BusyWith;

    /// <inheritdoc/>
    public IndexStatus TryBegin() => index.TryBegin();

    /// <inheritdoc/>
    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts) => index.Apply(delta, file, texts);

    /// <inheritdoc/>
    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts) => index.ApplyHost(delta, texts);

    /// <inheritdoc/>
    public ApplyOutcome Replace(ThreadId id) => index.Replace(id);

    /// <inheritdoc/>
    public bool TryReadRow(ThreadId id, out RowState row) => index.TryReadRow(id, out row);

    /// <inheritdoc/>
    public bool Relocate(ThreadId id, string relativePath, bool archived) => index.Relocate(id, relativePath, archived);

    /// <inheritdoc/>
    public bool Remove(ThreadId id) => index.Remove(id);

    /// <inheritdoc/>
    public ApplyOutcome ApplySessionName(ThreadId id, ReadOnlySpan<byte> name, long updatedAtMs) => index.ApplySessionName(id, name, updatedAtMs);

    /// <inheritdoc/>
    public ApplyOutcome ClearSessionNames() => index.ClearSessionNames();

    /// <inheritdoc/>
    public bool TryReadSessionIndexMark(out FileMark mark) => index.TryReadSessionIndexMark(out mark);

    /// <inheritdoc/>
    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark) => index.AdvanceSessionIndexMark(from, mark);

    /// <inheritdoc/>
    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot) => index.NoteMachineBoot(boot);

    /// <inheritdoc/>
    public IndexStatus Commit() => index.Commit();

    /// <inheritdoc/>
    public void Rollback() => index.Rollback();

    /// <inheritdoc/>
    public void Distrust(long epoch) => index.Distrust(epoch);

    /// <inheritdoc/>
    public void Supersede() => index.Supersede();

    /// <inheritdoc/>
    public IndexStatus TruncateWal() => index.TruncateWal();

    /// <inheritdoc/>
    public void CheckpointIfDue(bool idle)
    {
        if (!IsMeasured)
        {
            index.CheckpointIfDue(idle);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => index.Dispose();
}
