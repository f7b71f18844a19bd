using System;
using ThreadStore.Health;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>What a step towards the index came to.</summary>
internal enum IndexStatus
{
    /// <summary>It is done.</summary>
    Ready,

    /// <summary>Not yet: somebody else holds the store lock or the database. Nothing was changed; never a failure.</summary>
    Busy,

    /// <summary>It failed; <see cref="IIndexWriter.LastFault"/> says why.</summary>
    Faulted,
}

/// <summary>What became of one thread's delta.</summary>
internal enum ApplyOutcome
{
    /// <summary>The row has moved on to the delta's end.</summary>
    Applied,

    /// <summary>The row is not where the delta starts, or there is none and the delta does not start at 0: read the log from the row's own offset.</summary>
    Gap,

    /// <summary>No row was inserted, because the thread's file is not where it was said to be: a deleted thread stays deleted.</summary>
    Skipped,

    /// <summary>This row alone failed; the transaction is alive and the others can commit.</summary>
    Failed,

    /// <summary>The transaction is gone, and with it everything applied in it.</summary>
    TransactionGone,
}

/// <summary>The projector's seam to the index: one transaction at a time, compare-and-advance per row. One thread at a time.</summary>
/// <remarks>No member throws for a fault of the index; <see cref="LastFault"/> is of the last call, null when that one did not fail.</remarks>
internal interface IIndexWriter : IDisposable
{
    /// <summary>The epoch of the file that is written; 0 while none is open. It changes when the index was replaced: its rows are then to be made anew.</summary>
    public long Epoch { get; }

    /// <summary>False once somebody has replaced the file that is written, or none is open: what was committed is not where readers look. Any thread.</summary>
    public bool IsCurrent { get; }

    /// <summary>Why the last call failed, or null.</summary>
    public StorageFaultException? LastFault { get; }

    /// <summary>Who was in the way when the last <see cref="TryBegin"/> was <see cref="IndexStatus.Busy"/>.</summary>
    public ProjectionStall BusyWith => ProjectionStall.IndexLocked;

    /// <summary>Takes the store lock, makes sure of the newest epoch and begins a transaction.</summary>
    public IndexStatus TryBegin();

    /// <summary>Applies a delta to its row when the row is where the delta starts. Texts that the delta only points at come from <paramref name="texts"/>.</summary>
    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts);

    /// <summary>
    /// Applies a delta to the row of the host's projection alone, which is behind the thread's own: that one stands at the delta's end or beyond.
    /// </summary>
    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts);

    /// <summary>Deletes the row, so that the thread is projected anew from 0 in the same transaction.</summary>
    public ApplyOutcome Replace(ThreadId id);

    /// <summary>Reads where a row stands; false when there is none or when reading failed (then <see cref="LastFault"/> is set).</summary>
    public bool TryReadRow(ThreadId id, out RowState row);

    /// <summary>Says where the thread's file lies now; false when there is no row.</summary>
    public bool Relocate(ThreadId id, string relativePath, bool archived);

    /// <summary>Deletes the row; false when there was none.</summary>
    public bool Remove(ThreadId id);

    /// <summary>Takes in a name of <c>session_index.jsonl</c>; the newest of a thread wins, of equally new ones the later line.</summary>
    public ApplyOutcome ApplySessionName(ThreadId id, ReadOnlySpan<byte> name, long updatedAtMs);

    /// <summary>Forgets all names of <c>session_index.jsonl</c> and how far it was read: the file is another one now.</summary>
    public ApplyOutcome ClearSessionNames();

    /// <summary>Reads how far <c>session_index.jsonl</c> has been taken in; false when not at all or when reading failed.</summary>
    public bool TryReadSessionIndexMark(out FileMark mark);

    /// <summary>Moves that mark when it stands at <paramref name="from"/> (0: there may be none); otherwise <see cref="ApplyOutcome.Gap"/>.</summary>
    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark);

    /// <summary>Says that every row was held against its log since this start of the machine.</summary>
    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot);

    /// <summary>Ends the transaction and gives the store lock back. Busy and Faulted: nothing of it was applied.</summary>
    public IndexStatus Commit();

    /// <summary>Gives up the transaction, if there is one, and the store lock.</summary>
    public void Rollback();

    /// <summary>Says that a reader found this epoch damaged: the next <see cref="TryBegin"/> replaces it, unless that has happened already. Any thread.</summary>
    public void Distrust(long epoch);

    /// <summary>Says that the open epoch is whole, but not wanted any more: the next <see cref="TryBegin"/> makes a new, empty one.</summary>
    public void Supersede();

    /// <summary>
    /// Copies the WAL into the database and cuts it to nothing: deleted rows were overwritten in the database's pages, and older pages
    /// with them are in the WAL until then.
    /// </summary>
    public IndexStatus TruncateWal();

    /// <summary>Copies the WAL into the database when it is long and the store idle, or when it is past its cap. Never waits.</summary>
    public void CheckpointIfDue(bool idle);
}
