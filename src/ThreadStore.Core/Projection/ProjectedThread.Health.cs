using System.Threading;

namespace ThreadStore.Projection;

/// <summary>That a row cannot be written, or its log not be read.</summary>
/// <param name="ErrorCode">The errno or SQLite's code of the last attempt; 0 when there is none.</param>
/// <param name="Since">When the first of the attempts failed that have failed since, as a timestamp of the store's clock.</param>
internal sealed record RowFault(int ErrorCode, long Since);

/// <content>What health is read from: since when something waits, and whether it fails. Timestamps of the store's clock, 0 for none.</content>
internal sealed partial class ProjectedThread
{
    // the gate writes, anybody reads (Volatile)
    private long _publishedAt;
    private long _heldAt;

    // the projector writes, anybody reads (Volatile)
    private long _inHandSince;
    private RowFault? _rowFault;

    /// <summary>When the append was accepted that made the slot full. Written under the gate, before the put.</summary>
    internal long PublishedAt
    {
        get => Volatile.Read(ref _publishedAt);
        set => Volatile.Write(ref _publishedAt, value);
    }

    /// <summary>When the first append of the touch was accepted that is held. Written under the gate.</summary>
    internal long HeldAt
    {
        get => Volatile.Read(ref _heldAt);
        set => Volatile.Write(ref _heldAt, value);
    }

    /// <summary>When the oldest append was accepted that no commit covers, as far as that is known; 0: nothing waits.</summary>
    internal long PendingSince
    {
        get
        {
            var inHand = Volatile.Read(ref _inHandSince);
            return inHand != 0 ? inHand : Slot.IsFull ? PublishedAt : HasHeldTouch ? HeldAt : 0;
        }
    }

    /// <summary>Why its row does not move while others' do; null when it does.</summary>
    internal RowFault? RowFault => Volatile.Read(ref _rowFault);

    /// <summary>The projector has something of this thread in hand that was accepted then, or something older. Projector's thread.</summary>
    internal void HoldSince(long acceptedAt)
    {
        if (_inHandSince == 0)
        {
            Volatile.Write(ref _inHandSince, acceptedAt);
        }
    }

    /// <summary>The projector has nothing of this thread in hand: it is committed, or dropped with its handle. Projector's thread.</summary>
    internal void LetGo() => Volatile.Write(ref _inHandSince, 0);

    /// <summary>An attempt of this thread's own failed. Projector's thread.</summary>
    internal void NoteRowFault(ThreadStoreException fault, long now) =>
        Volatile.Write(ref _rowFault, new RowFault((fault as StorageFaultException)?.ErrorCode ?? 0, _rowFault?.Since ?? now));

    /// <summary>An attempt succeeded. Projector's thread.</summary>
    internal void ForgetRowFault() => Volatile.Write(ref _rowFault, null);
}
