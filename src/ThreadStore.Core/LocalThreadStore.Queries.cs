using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Queries;

namespace ThreadStore;

/// <content>List and read, from the last committed projection.</content>
public partial class LocalThreadStore
{
    /// <summary>One page of threads, at once, from what is projected. Reads no rollout.</summary>
    /// <exception cref="InvalidRequestException">
    /// Something of the query is out of its range, the cursor is not of this query, or the minimum position is not projected yet.
    /// </exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public ThreadPage List(ThreadListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckOpen();
        return _reader.List(query) with { Freshness = Freshness };
    }

    /// <summary>As <see cref="List(ThreadListQuery)"/>, into the caller's memory: nothing is allocated once a page of that size has been in it.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="page">Takes the rows; what was in it is gone, also when this throws.</param>
    /// <param name="cursor">Where to go on, as the page gives it in UTF-8; empty for <see cref="ThreadListQuery.Cursor"/>.</param>
    public void List(ThreadListQuery query, Utf8ThreadPage page, ReadOnlySpan<byte> cursor = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(page);
        CheckOpen();
        _reader.List(query, page, cursor);
        page.Freshness = Freshness;
    }

    /// <summary>As <see cref="List(ThreadListQuery)"/>, once the query's minimum position is projected.</summary>
    /// <remarks>
    /// A list that filters may have to pass many threads: it runs on the thread pool. Cancelling ends it wherever it is, and changes nothing.
    /// </remarks>
    /// <exception cref="ThreadNotFoundException">There is no rollout of the minimum position's thread.</exception>
    /// <exception cref="InvalidRequestException">
    /// Something of the query is out of its range, the cursor is not of this query, or the minimum position is beyond the end of its log.
    /// </exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public async ValueTask<ThreadPage> ListAsync(ThreadListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckOpen();
        cancellationToken.ThrowIfCancellationRequested();
        await WaitForAsync(query.MinimumPosition, cancellationToken).ConfigureAwait(false);
        var page = ListRules.IsFiltered(query)
            ? await Task.Run(() => _reader.List(query, cancellationToken), cancellationToken).ConfigureAwait(false)
            : _reader.List(query, cancellationToken);
        return page with { Freshness = Freshness };
    }

    private protected ValueTask WaitForAsync(Position? minimum, CancellationToken cancellationToken) =>
        minimum is { } position && !_reader.HasProjected(position) ? new ValueTask(WaitProjectedAsync(position, cancellationToken)) : default;

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

    /// <summary>One thread, once that position is projected; null = at once.</summary>
    /// <exception cref="ThreadNotFoundException">No row of that id, or no rollout of the position's thread.</exception>
    /// <exception cref="InvalidRequestException">The position is beyond the end of its log.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public async ValueTask<StoredThread> ReadAsync(ThreadId id, Position? minimum = null, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        cancellationToken.ThrowIfCancellationRequested();
        await WaitForAsync(minimum, cancellationToken).ConfigureAwait(false);
        return Read(id);
    }

    /// <summary>The thread whose rollout lies there, at once, from what is projected.</summary>
    /// <param name="rolloutPath">Relative to the home, or absolute.</param>
    /// <exception cref="InvalidRequestException">A directory, a file that is no rollout, or one outside of the home.</exception>
    /// <exception cref="ThreadNotFoundException">There is no such file, or the index does not have it yet.</exception>
    /// <exception cref="StorageFaultException">The index or the file cannot be read.</exception>
    public StoredThread ReadByPath(string rolloutPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(rolloutPath);
        CheckOpen();
        if (System.IO.Directory.Exists(System.IO.Path.GetFullPath(rolloutPath, HomeDirectory)))
        {
            throw new InvalidRequestException($"a directory, not a rollout: {rolloutPath}");
        }

        var path = Home.Layout.Resolve(rolloutPath);
        if (path.IsExternal)
        {
            throw new InvalidRequestException($"not a rollout of this home: {rolloutPath}");
        }

        if (Home.GetLength(path) < 0)
        {
            throw new ThreadNotFoundException(path.Id, $"no rollout found at {rolloutPath}");
        }

        var thread = _reader.TryRead(path.Id);
        if (thread is not null && string.Equals(thread.RolloutPath, path.Text, StringComparison.Ordinal))
        {
            return thread;
        }

        // Why there is no row: what is no rollout never gets one.
        using (var file = Home.OpenRead(path))
        {
            if (RolloutHead.Read(file, path).Id != path.Id)
            {
                throw new InvalidRequestException($"{path} is the rollout of another thread than its name says");
            }
        }

        throw new ThreadNotFoundException(path.Id, thread is null ? $"the index does not have {path} yet" : $"the rollout of thread {path.Id} is {thread.RolloutPath}, not {path}");
    }

    /// <summary>The labels of a thread as they are projected; null when its row does not reach that offset, or there is none.</summary>
    internal IReadOnlyDictionary<string, string>? TryReadLabels(ThreadId id, long offset) =>
        _reader.TryRead(id) is { } row && row.LogOffset >= offset ? row.Labels : null;

    /// <summary>The absolute path of a thread's rollout as the index has it.</summary>
    public string FullPath(StoredThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return System.IO.Path.Combine(HomeDirectory, thread.RolloutPath);
    }

    /// <summary>
    /// Looks at the rollouts of these threads and at the file of names, and projects what other programs have done; the task ends when
    /// their rows are where their logs end. A thread whose rollout is nowhere has no row then.
    /// </summary>
    /// <param name="threads">The threads, live here or not.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun goes on.</param>
    /// <exception cref="StorageFaultException">A log cannot be read, or the index cannot be written.</exception>
    public async Task RefreshAsync(IEnumerable<ThreadId> threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(threads);
        CheckOpen();
        _reader.ThrowIfRefused();
        var looks = new List<Task> { _pipeline.Reconciler.LookAtNamesAsync() };
        foreach (var id in threads)
        {
            looks.Add(FindLive(id)?.FlushAsync(sync: false, cancellationToken) ?? _pipeline.Reconciler.LookAtAsync(id));
        }

        await Task.WhenAll(looks).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a position that an append returned is projected, whoever projects it.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The log ends before the position.</exception>
    /// <exception cref="StorageFaultException">The log cannot be read, or the index cannot be written; the log has the lines all the same.</exception>
    public async Task WaitProjectedAsync(Position position, CancellationToken cancellationToken = default)
    {
        var live = FindLive(position.Thread);
        if (live is not null)
        {
            await live.FlushAsync(sync: false, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            FindRollout(position.Thread);
            await _pipeline.Reconciler.LookAtAsync(position.Thread).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_reader.HasProjected(position))
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
