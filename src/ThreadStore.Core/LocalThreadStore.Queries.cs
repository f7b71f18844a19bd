using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore;

/// <content>List and read, from the last committed projection.</content>
public partial class LocalThreadStore
{
    /// <summary>One page of threads, at once, from what is projected.</summary>
    /// <exception cref="InvalidRequestException">A page size out of its range, or a cursor that is not of this query.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public ThreadPage List(ThreadListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckOpen();
        return _reader.List(query) with { Freshness = Freshness };
    }

    // What the page cannot know: logs that are still to be read, and rows that wait for the index.
    private protected Freshness Freshness
    {
        get
        {
            var waiting = _pipeline.CatchUp.Waiting;
            if (Projector.LastFault is not null)
            {
                return new Freshness(FreshnessState.Behind);
            }

            return _pipeline.IsRebuilding || waiting > 0 || !CaughtUp.IsCompleted
                ? new Freshness(_pipeline.IsRebuilding ? FreshnessState.Rebuilding : FreshnessState.Recovering, _pipeline.CatchUp.Counters.Files, _pipeline.CatchUp.Counters.Files + waiting)
                : new Freshness(FreshnessState.Complete);
        }
    }

    /// <summary>One thread, at once, from what is projected.</summary>
    /// <exception cref="ThreadNotFoundException">No row of that id.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public StoredThread Read(ThreadId id)
    {
        CheckOpen();
        return _reader.TryRead(id) ?? throw new ThreadNotFoundException(id);
    }

    /// <summary>The absolute path of a thread's rollout as the index has it.</summary>
    public string FullPath(StoredThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return System.IO.Path.Combine(HomeDirectory, thread.RolloutPath);
    }

    /// <summary>
    /// Looks at the rollouts of these threads and projects what other programs have added; the task ends when their rows are where their
    /// logs end.
    /// </summary>
    public async Task RefreshAsync(IEnumerable<ThreadId> threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(threads);
        CheckOpen();
        var looks = new List<Task>();
        foreach (var id in threads)
        {
            looks.Add(FindLive(id)?.FlushAsync(sync: false, cancellationToken) ?? _pipeline.Reconciler.LookAtAsync(id));
        }

        await Task.WhenAll(looks).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a position that an append returned is projected, whoever projects it.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The log ends before the position.</exception>
    public async Task WaitProjectedAsync(Position position, CancellationToken cancellationToken = default)
    {
        var live = FindLive(position.Thread);
        if (live is not null)
        {
            await live.FlushAsync(sync: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        FindRollout(position.Thread);
        await _pipeline.Reconciler.LookAtAsync(position.Thread).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!_reader.TryReadState(position.Thread, out var row) || row.Offset < position.Offset)
        {
            throw new InvalidRequestException($"the log of thread {position.Thread} ends before offset {position.Offset}");
        }
    }

    private LiveThread? FindLive(ThreadId id)
    {
        lock (_lock)
        {
            CheckOpen();
            return _live.GetValueOrDefault(id);
        }
    }
}
