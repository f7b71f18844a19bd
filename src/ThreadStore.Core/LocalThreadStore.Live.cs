using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>Create, resume, and the budget of descriptors.</content>
public partial class LocalThreadStore
{
    // The rollout's and the lock's.
    private const int DescriptorsPerThread = 2;

    private readonly int _descriptorBudget;
    private readonly Queue<LiveThread> _openThreads = new();
    private int _openCount;
    private readonly HashSet<ThreadId> _syncDebts = [];

    /// <summary>Starts a thread. Nothing is written until something is persisted; its writer lock is held from here on.</summary>
    /// <exception cref="InvalidRequestException">No working directory, a field out of its range, or the thread is live here already.</exception>
    /// <exception cref="ConflictException">A rollout of that id exists.</exception>
    /// <exception cref="ThreadBusyException">Another process holds a thread of that id.</exception>
    /// <exception cref="StorageFaultException">The lock folder cannot be used: nothing is made.</exception>
    public LiveThread Create(CreateThreadParams parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var meta = SessionMeta.From(parameters, Options.Clock);
        return Register(meta.Id, () =>
        {
            // An id that was made just now is new; any other may be somebody's.
            if (parameters.SessionMeta is not null || parameters.Id is not null)
            {
                CheckIsNew(meta.Id);
            }

            return LiveThread.Create(this, meta);
        });
    }

    /// <summary>Opens an existing thread for appending. A mere resume changes neither the log nor its facts, except that a torn tail is repaired.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is archived, is live here already, or its file is not a rollout.</exception>
    /// <exception cref="ConflictException">The file is another thread's.</exception>
    /// <exception cref="ThreadBusyException">Another process writes the thread.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The rollout or the lock folder cannot be used.</exception>
    public LiveThread Resume(ThreadId id)
    {
        using var span = StoreSpans.StartResume();
        var thread = Register(id, () => LiveThread.Resume(this, id, FindRollout(id)));
        span.SetPosition(thread.End.Offset);
        return thread;
    }

    /// <summary>Where a thread's rollout lies; typed errors for what is missing or cannot be read.</summary>
    internal RolloutPath FindRollout(ThreadId id)
    {
        var path = FindIndexed(id) ?? Home.Layout.Find(id) ?? throw new ThreadNotFoundException(id);
        LogHome.RefuseCompressed(path);
        return path;
    }

    /// <summary>The thread's last handle ended while a failed sync was not made good: the next one must not forget it.</summary>
    internal void NoteSyncDebt(ThreadId id)
    {
        lock (_syncDebts)
        {
            _syncDebts.Add(id);
        }
    }

    internal bool TakeSyncDebt(ThreadId id)
    {
        lock (_syncDebts)
        {
            return _syncDebts.Remove(id);
        }
    }

    internal WriterLock? TryAcquireWriterLock(ThreadId id)
    {
        try
        {
            return WriterLock.TryAcquire(_locks, id, out _);
        }
        catch (StorageFaultException)
        {
            return null;
        }
    }

    internal WriterLock AcquireWriterLock(ThreadId id) => WriterLock.TryAcquire(_locks, id, out var holder) ?? throw new ThreadBusyException(id, holder);

    /// <summary>Makes room for one more open thread: above the budget the longest idle one goes dormant.</summary>
    internal void ReserveDescriptors()
    {
        lock (_openThreads)
        {
            Interlocked.Increment(ref _openCount);
            // Second chance: a thread that was used since the last look goes to the end of the queue.
            for (var looks = 2 * _openThreads.Count; Volatile.Read(ref _openCount) * DescriptorsPerThread > _descriptorBudget && looks > 0; looks--)
            {
                var candidate = _openThreads.Dequeue();
                if (candidate.WasUsed || !candidate.TryGoDormant())
                {
                    candidate.WasUsed = false;
                    if (candidate.IsOpenHint)
                    {
                        _openThreads.Enqueue(candidate);
                    }
                }
            }
        }
    }

    /// <summary>The thread has opened on the descriptors reserved for it: from here on it can be asked to go dormant.</summary>
    internal void NoteOpen(LiveThread thread)
    {
        lock (_openThreads)
        {
            _openThreads.Enqueue(thread);
            // Two looks per thread that opens keep those that were closed from piling up.
            for (var looks = 2; looks > 0 && _openThreads.TryDequeue(out var oldest); looks--)
            {
                if (oldest.IsOpenHint)
                {
                    _openThreads.Enqueue(oldest);
                }
            }
        }
    }

    internal void ReturnDescriptors() => Interlocked.Decrement(ref _openCount);

    /// <summary>How many threads the budget keeps in mind, for tests.</summary>
    internal int OpenThreadsForTests
    {
        get
        {
            lock (_openThreads)
            {
                return _openThreads.Count;
            }
        }
    }

    /// <summary>True when the row stands at that offset of these very bytes; then it also says which first-wins facts it has.</summary>
    internal bool TrySettle(ProjectedThread thread, long offset, out SettledFacts settled)
    {
        settled = default;
        try
        {
            if (!_reader.TryReadState(thread.Id, out var row) || row.Offset != offset)
            {
                return false;
            }

            using var file = Home.OpenRead(thread.Path);
            if (!LogHashes.Match(file, offset, row.Mark))
            {
                return false;
            }

            settled = row.Settled;
            thread.AdvanceCommitted(offset);
            return true;
        }
        catch (Exception unreadable) when (unreadable is ThreadStoreException or ObjectDisposedException)
        {
            // The index is not readable now; the projector finds out by itself. Or the store is being disposed: Register finds out.
            return false;
        }
    }

    /// <summary>The handle is dead. A row that is behind is brought up from the log.</summary>
    internal void Forget(LiveThread thread, bool isBehind)
    {
        lock (_lock)
        {
            _live.Remove(thread.Id);
        }

        if (isBehind && thread.Projected is { } projected)
        {
            // Whoever asks next sees the row at the end of the log; nobody waits for it here.
            _ = _pipeline.CatchUp.RequestAsync(thread.Id, projected.Path);
        }
    }

    ProjectedThread? ILiveThreads.Find(ThreadId id)
    {
        lock (_lock)
        {
            return _live.GetValueOrDefault(id)?.Projected;
        }
    }

    void ILiveThreads.ForEach(Action<ProjectedThread> action)
    {
        lock (_lock)
        {
            foreach (var thread in _live.Values)
            {
                if (thread?.Projected is { } projected)
                {
                    action(projected);
                }
            }
        }
    }

    // The id is taken first, so that opening files and waiting for locks keeps no other thread's verbs waiting.
    private LiveThread Register(ThreadId id, Func<LiveThread> open)
    {
        lock (_lock)
        {
            CheckOpen();
            if (!_live.TryAdd(id, null))
            {
                throw new InvalidRequestException($"thread {id} already has a live local writer");
            }
        }

        LiveThread? thread = null;
        bool isTooLate;
        try
        {
            thread = open();
        }
        finally
        {
            lock (_lock)
            {
                isTooLate = _isClosed;
                if (thread is null || isTooLate)
                {
                    _live.Remove(id);
                }
                else
                {
                    _live[id] = thread;
                }
            }
        }

        if (isTooLate)
        {
            // The store was disposed meanwhile and could not see it: nobody would give its lock back or answer its barriers.
            _ = thread.DiscardAsync();
            ObjectDisposedException.ThrowIf(isTooLate, this);
        }

        return thread;
    }

    private void CheckIsNew(ThreadId id)
    {
        // Until every rollout has been looked at once, only the folders know.
        var existing = FindIndexed(id) ?? (CaughtUp.IsCompletedSuccessfully ? Home.Layout.FindNear(id) : Home.Layout.Find(id));
        if (existing is not null)
        {
            throw new ConflictException($"thread {id} has a rollout already: {existing.Text}");
        }
    }

    // Where the index says that it lies, if it still does.
    private RolloutPath? FindIndexed(ThreadId id)
    {
        try
        {
            return IndexedPath.Find(_reader, Home, id);
        }
        catch (StorageFaultException)
        {
            // The index is not readable now: the folders are.
            return null;
        }
    }
}
