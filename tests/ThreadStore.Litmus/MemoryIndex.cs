using System;
using System.Diagnostics;
using System.Threading;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Litmus;

/// <summary>An index that costs nothing: holds what is applied against the law, so that the projector's loop turns as fast as it can.</summary>
internal sealed class MemoryIndex(NumberedThread[] threads) : IIndexWriter
{
    private readonly long[] _ends = new long[threads.Length];
    private long _looks;

    /// <summary>A law that the projector's thread saw broken: there it would be taken for a fault of the index.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>Steps that have looked at the ready list for the last time; negative while a transaction is under way.</summary>
    public long Looks => Volatile.Read(ref _looks);

    public long Epoch => 1;

    public bool IsCurrent => true;

    public StorageFaultException? LastFault => null;

    public IndexStatus TryBegin()
    {
        Volatile.Write(ref _looks, -Math.Abs(_looks));
        return IndexStatus.Ready;
    }

    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        var i = Array.FindIndex(threads, thread => thread.Projected.Id == delta.Id);
        try
        {
            threads[i].Check(delta);
        }
        catch (BrokenLawException broken)
        {
            Broken ??= broken;
        }

        _ends[i] = delta.To;
        return ApplyOutcome.Applied;
    }

    public IndexStatus Commit()
    {
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i].Advance(Math.Max(_ends[i], threads[i].Taken));
        }

        return IndexStatus.Ready;
    }

    // The last call of a step, after its last look at the ready list.
    public void CheckpointIfDue(bool idle) => Volatile.Write(ref _looks, Math.Abs(_looks) + 1);

    public void Rollback() => Broken ??= new BrokenLawException("a transaction was rolled back");

    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts) => throw NotAsked();

    public ApplyOutcome Replace(ThreadId id) => throw NotAsked();

    public bool TryReadRow(ThreadId id, out RowState row) => throw NotAsked();

    public bool Relocate(ThreadId id, string relativePath, bool archived) => throw NotAsked();

    public bool Remove(ThreadId id) => throw NotAsked();

    public ApplyOutcome ApplySessionName(ThreadId id, ReadOnlySpan<byte> name, long updatedAtMs) => throw NotAsked();

    public ApplyOutcome ClearSessionNames() => throw NotAsked();

    public bool TryReadSessionIndexMark(out FileMark mark) => throw NotAsked();

    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark) => throw NotAsked();

    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot) => throw NotAsked();

    public void Distrust(long epoch) => throw NotAsked();

    public void Supersede() => throw NotAsked();

    public IndexStatus TruncateWal() => throw NotAsked();

    public void Dispose()
    {
        // Nothing is held.
    }

    private static UnreachableException NotAsked() => new("deltas are all that is submitted here");
}
