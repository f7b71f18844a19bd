using System;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore;

/// <content>Lazy, open, dormant, dead: what holds the lock and the descriptor, and when.</content>
public sealed partial class LiveThread
{
    private DateTimeOffset _createdAt;
    private RolloutItem? _first;
    private bool _isBehind;
    private bool _mayBeArchived;
    private long _dormantEnd;

    // Calls that are going to sync what they wrote, or do, or must be alone with the log: raised under the gate, lowered without it. The
    // file stays open for them.
    private int _syncs;

    /// <summary>True while it holds descriptors; read without the gate, as a hint.</summary>
    internal bool IsOpenHint => _state is State.Open;

    // Read and cleared by the store's sweep over open threads; a hint, so plain reads and writes do.
    internal bool WasUsed { get; set; }

    internal static LiveThread Create(LocalThreadStore store, SessionMeta meta)
    {
        var path = store.Home.Layout.NewPath(meta.Id, meta.CreatedAt);
        var thread = new LiveThread(store, meta.Id, meta.Mode)
        {
            _state = State.Lazy,
            _first = meta.Line,
            _createdAt = meta.CreatedAt,
            _lock = store.AcquireWriterLock(meta.Id),
        };
        thread._projected = new ProjectedThread(meta.Id, path, thread);
        return thread;
    }

    /// <summary>Opens a thread that exists.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The thread.</param>
    /// <param name="path">Where its rollout lies.</param>
    /// <param name="mayBeArchived">Journal lines go into the archive, too; turns do not.</param>
    internal static LiveThread Resume(LocalThreadStore store, ThreadId id, RolloutPath path, bool mayBeArchived = false)
    {
        var thread = new LiveThread(store, id, HistoryMode.Legacy) { _state = State.Dormant, _mayBeArchived = mayBeArchived };
        thread._projected = new ProjectedThread(id, path, thread);
        lock (thread._gate)
        {
            thread.WakeLocked();
            thread.SettleLocked();
        }

        return thread;
    }

    // The fast path of every verb that writes: an open thread.
    private ThreadLog OpenLogLocked()
    {
        WasUsed = true;
        return _state is State.Open ? _log! : OpenLogSlow();
    }

    private ThreadLog OpenLogSlow()
    {
        switch (_state)
        {
            case State.Lazy:
                MaterialiseLocked();
                return _log!;
            case State.Dormant:
                WakeLocked();
                return _log!;
            default:
                throw DeadHandle();
        }
    }

    // The file is made by the first line that is persisted; its session_meta goes out in the same write.
    private void MaterialiseLocked()
    {
        _store.ReserveDescriptors();
        _log = ThreadLog.Create(_store.Home, Id, HistoryMode, _createdAt);
        _projected.Path = _log.Path;
        BecomeOpenLocked(end: 0);
    }

    private void WakeLocked()
    {
        _store.ReserveDescriptors();
        try
        {
            _lock = _store.AcquireWriterLock(Id);
            // By the folders: the first append of a dormant thread does not ask the index either.
            var path = _store.Home.GetLength(_projected.Path) >= 0 ? _projected.Path : _store.Home.Layout.Find(Id) ?? throw new ThreadNotFoundException(Id);
            if (path.IsArchived && !_mayBeArchived)
            {
                throw new InvalidRequestException($"thread {Id} is archived");
            }

            _projected.Path = path;
            _log = ThreadLog.Open(_store.Home, Id, path);
        }
        catch
        {
            // Nothing was done here; a mark that somebody else left stays.
            ReleaseLockLocked(unlink: _lock is { IsNew: true });
            _store.ReturnDescriptors();
            throw;
        }

        if (_store.TakeSyncDebt(Id))
        {
            _log.InheritSyncDebt();
        }

        HistoryMode = _log.Mode;
        var isKnown = _dormantEnd == _log.WrittenEnd;
        BecomeOpenLocked(_log.WrittenEnd);
        if (!isKnown)
        {
            // Whatever was committed, it was of another log than this one has become: the projector reads it from where its row stands.
            _projected.ResetCommitted();
            _settled = default;
            _projected.MarkDirty();
            _projector.Link(_projected);
        }
    }

    // A resumed thread whose row stands at the end of its log need not be read.
    private void SettleLocked()
    {
        if (_store.TrySettle(_projected, _log!.WrittenEnd, out _settled))
        {
            _projected.TakeDirty();
        }
    }

    private void BecomeOpenLocked(long end)
    {
        _projector.Deltas.Reserve(SparesPerThread);
        _current = _projector.Deltas.TryRent() ?? _projector.Deltas.Projection.NewDelta();
        _current.Reset(Id, end);
        _projected.ExpectedEnd = end;
        _projected.OpenLog = _log;
        _state = State.Open;
        _store.NoteOpen(this);
    }

    // One observes, one may be pending, one may be with the projector.
    private const int SparesPerThread = 3;

    /// <summary>Gives lock and descriptor back if nothing is pending in the gate; false when the thread is busy, owes a sync, or is not open.</summary>
    internal bool TryGoDormant()
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            if (_state is not State.Open || _log!.HasBuffered || _log.OwesSync || _first is not null || Volatile.Read(ref _syncs) != 0)
            {
                return false;
            }

            PublishRestLocked();
            _dormantEnd = _log.WrittenEnd;
            CloseFilesLocked();
            _state = State.Dormant;
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    // A lock file that stays is the mark of a row that is behind: recovery starts from it.
    private void CloseFilesLocked()
    {
        if (_log is { } log)
        {
            var hasCaughtUp = _projected.Committed >= log.WrittenEnd;
            _isBehind = !hasCaughtUp;
            if (log.OwesSync)
            {
                _store.NoteSyncDebt(Id);
            }

            _projected.OpenLog = null;
            log.Dispose();
            _log = null;
            ForgetFaultLocked();
            ReleaseLockLocked(hasCaughtUp);
            _store.ReturnDescriptors();
        }
        else if (_isBehind && _projected.Committed >= _dormantEnd)
        {
            // It went dormant before its row was there, and left the file as the mark. Whoever holds it now needs it.
            _store.TryAcquireWriterLock(Id)?.Release(unlink: true);
            _isBehind = false;
        }
        else
        {
            ReleaseLockLocked(unlink: true);
        }

        if (_current is { } current)
        {
            _current = null;
            _projector.Deltas.Return(current);
        }
    }

    private void ReleaseLockLocked(bool unlink)
    {
        _lock?.Release(unlink);
        _lock = null;
    }
}
