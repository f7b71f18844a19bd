using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Search;

/// <summary>Looks through the rollouts of a home on all cores, and hands hits out as they are found.</summary>
/// <remarks>
/// Each worker takes a rollout, looks through it and takes the next. A worker whose hits nobody takes waits, so that no more is held than a
/// chunk for each and a few hits. When the caller has had enough, all workers end before its enumerator does.
/// </remarks>
internal sealed class ContentSearch
{
    private const int MaxWorkers = 16;
    private const int HitsInFlight = 64;

    private readonly LogHome _home;
    private readonly SearchQuery _query;
    private readonly SearchTerm _term;
    private readonly Action _prepare;
    private readonly Func<ThreadId, StoredThread?> _row;
    private readonly SearchTally _tally;
    private readonly RolloutQueue _queue;

    /// <summary>Puts a search together; it runs when it is enumerated.</summary>
    /// <param name="home">Where to look.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="prepare">Called before the first rollout is opened.</param>
    /// <param name="row">Reads the row of a thread, if there is one.</param>
    /// <exception cref="InvalidRequestException">The query is wrong.</exception>
    public ContentSearch(LogHome home, SearchQuery query, Action prepare, Func<ThreadId, StoredThread?> row)
    {
        SearchRules.Check(query);
        _home = home;
        _query = query;
        _term = SearchTerm.Parse(query.Term);
        _prepare = prepare;
        _row = row;
        _tally = new SearchTally(query.Progress);
        _queue = new RolloutQueue(home.Layout, query.Archive, _ => _tally.Report());
    }

    /// <summary>The size of a chunk, for tests.</summary>
    internal int ChunkBytes { get; init; } = RolloutScan.ChunkBytes;

    /// <summary>How many search at once.</summary>
    internal int Workers { get; init; } = Math.Min(Environment.ProcessorCount, MaxWorkers);

    /// <summary>Runs the search.</summary>
    public async IAsyncEnumerable<SearchHit> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _prepare();
        var hits = Channel.CreateBounded<SearchHit>(new BoundedChannelOptions(HitsInFlight) { SingleReader = true });
        var work = RunWorkersAsync(hits.Writer, stop.Token);
        try
        {
            await foreach (var hit in hits.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return hit;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }
    }

    // Never fails: what went wrong comes out of the channel.
    private async Task RunWorkersAsync(ChannelWriter<SearchHit> hits, CancellationToken stop)
    {
        var workers = new Task[Workers];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Run(() => WorkAsync(hits, stop), CancellationToken.None);
        }

        try
        {
            await Task.WhenAll(workers).ConfigureAwait(false);
            _tally.Complete(_queue.Compressed);
            hits.Complete();
        }
        catch (Exception e)
        {
            hits.Complete(e);
        }
    }

    private async Task WorkAsync(ChannelWriter<SearchHit> hits, CancellationToken stop)
    {
        using var scan = new RolloutScan(_term, _query.SnippetRadius, JsonSkipper.Best, ChunkBytes);
        while (_queue.TryTake(out var path))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await SearchAsync(scan, path, hits, stop).ConfigureAwait(false);
            }
            catch (ThreadStoreException e)
            {
                _tally.SkipUnreadable(path, e.Message);
            }
        }
    }

    private async Task SearchAsync(RolloutScan scan, RolloutPath path, ChannelWriter<SearchHit> hits, CancellationToken stop)
    {
        if (!_home.TryOpenRead(path, out var file) && (_queue.Moved(path) is not { } moved || !_home.TryOpenRead(moved, out file)))
        {
            // Deleted, or moved to where nobody asked for it.
            return;
        }

        using (file)
        {
            var (bytes, tooLong, count) = (scan.Bytes, scan.TooLongLines, 0);
            try
            {
                scan.Start(file);
                StoredThread? row = null;
                while (count < _query.MaxHitsPerThread && scan.Next(out var hit, stop))
                {
                    row = count++ == 0 ? _row(path.Id) : row;
                    await hits.WriteAsync(ToHit(path.Id, row, hit), stop).ConfigureAwait(false);
                }
            }
            finally
            {
                _tally.Add(scan.Bytes - bytes, count, scan.TooLongLines - tooLong);
            }
        }
    }

    private static SearchHit ToHit(ThreadId thread, StoredThread? row, in RolloutHit hit) => new()
    {
        Thread = thread,
        Row = row,
        Offset = hit.Offset,
        Snippet = hit.Snippet.Text,
        MatchStart = hit.Snippet.Start,
        MatchLength = hit.Snippet.Length,
    };
}
