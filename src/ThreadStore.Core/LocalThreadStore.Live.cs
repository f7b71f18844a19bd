using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore;

/// <content>Create, resume, and the budget of descriptors.</content>
public sealed partial class LocalThreadStore
{
    // The rollout's and the lock's.
    private const int DescriptorsPerThread = 2;

    private readonly int _descriptorBudget;
    private readonly Queue<LiveThread> _openThreads = new();
    private int _openCount;

    /// <summary>Starts a thread. Nothing is written until something is persisted; its writer lock is held from here on.</summary>
    /// <exception cref="InvalidRequestException">No working directory, a field out of its range, or the thread is live here already.</exception>
    /// <exception cref="ConflictException">A rollout of that id exists.</exception>
    /// <exception cref="ThreadBusyException">Another process holds a thread of that id.</exception>
    public LiveThread Create(CreateThreadParams parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var meta = SessionMeta.From(parameters, Options.Clock);
        lock (_lock)
        {
            CheckOpen();
            CheckNotLiveLocked(meta.Id);
            if (Home.Layout.Find(meta.Id) is { } existing)
            {
                throw new ConflictException($"thread {meta.Id} has a rollout already: {existing.Text}");
            }

            var thread = LiveThread.Create(this, meta);
            _live.Add(meta.Id, thread);
            return thread;
        }
    }

    /// <summary>Opens an existing thread for appending. A mere resume changes neither the log nor its facts, except that a torn tail is repaired.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is archived, is live here already, or its file is not a rollout.</exception>
    /// <exception cref="ConflictException">The file is another thread's.</exception>
    /// <exception cref="ThreadBusyException">Another process writes the thread.</exception>
    public LiveThread Resume(ThreadId id)
    {
        lock (_lock)
        {
            CheckOpen();
            CheckNotLiveLocked(id);
            var thread = LiveThread.Resume(this, id, FindRollout(id));
            _live.Add(id, thread);
            return thread;
        }
    }

    /// <summary>
    /// Journals explicit metadata of a thread, live here or not, and waits until it is projected. A thread that is not live is opened for
    /// the one line and closed again.
    /// </summary>
    /// <inheritdoc cref="Resume" path="/exception"/>
    public async Task UpdateMetadataAsync(ThreadId id, ThreadMetadataPatch patch, CancellationToken cancellationToken = default)
    {
        MetadataRules.Check(patch);
        LiveThread? live;
        lock (_lock)
        {
            CheckOpen();
            _live.TryGetValue(id, out live);
        }

        if (live is not null)
        {
            await live.UpdateMetadataAsync(patch, cancellationToken).ConfigureAwait(false);
            return;
        }

        var opened = Resume(id);
        await using (opened.ConfigureAwait(false))
        {
            await opened.UpdateMetadataAsync(patch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where a thread's rollout lies; typed errors for what is missing or cannot be read.</summary>
    internal RolloutPath FindRollout(ThreadId id)
    {
        var path = Home.Layout.Find(id) ?? throw new ThreadNotFoundException(id);
        return path.IsCompressed ? throw new UnsupportedException("zst", $"the rollout of thread {id} is compressed") : path;
    }

    internal WriterLock AcquireWriterLock(ThreadId id) => WriterLock.TryAcquire(_locks, id, out var holder) ?? throw new ThreadBusyException(id, holder);

    /// <summary>Makes room for one more open thread: above the budget the longest idle one goes dormant.</summary>
    internal void ReserveDescriptors(LiveThread thread)
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

            _openThreads.Enqueue(thread);
        }
    }

    internal void ReturnDescriptors() => Interlocked.Decrement(ref _openCount);

    /// <summary>True when the row stands at that offset of these very bytes; then it also says which first-wins facts it has.</summary>
    internal bool TrySettle(ProjectedThread thread, long offset, out FactMask settled)
    {
        settled = default;
        try
        {
            if (!_reader.TryReadState(thread.Id, out var row) || row.Mark.Offset != offset)
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
        catch (ThreadStoreException)
        {
            // The index is not readable now; the projector finds out by itself.
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

        if (isBehind)
        {
            _pipeline.Reconciler.RequestCatchUp(thread.Id);
        }
    }

    private void CheckNotLiveLocked(ThreadId id)
    {
        if (_live.ContainsKey(id))
        {
            throw new InvalidRequestException($"thread {id} already has a live local writer");
        }
    }
}
