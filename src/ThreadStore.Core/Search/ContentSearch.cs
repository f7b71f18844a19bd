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
    }

    /// <summary>The size of a chunk, for tests.</summary>
    internal int ChunkBytes { get; init; } = RolloutScan.ChunkBytes;

    /// <summary>How many search at once.</summary>
    internal int Workers { get; init; } = Math.Min(Environment.ProcessorCount, MaxWorkers);

    /// <summary>Runs the search, anew each time that it is enumerated.</summary>
    public async IAsyncEnumerable<SearchHit> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _prepare();
        var hits = Channel.CreateBounded<SearchHit>(new BoundedChannelOptions(HitsInFlight) { SingleReader = true });
        var tally = new SearchTally(_query.Progress);
        var queue = new RolloutQueue(_home.Layout, _query.Archive, _ => tally.Report());
        var work = RunWorkersAsync(new Run(hits.Writer, queue, tally, stop.Token));
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
    private async Task RunWorkersAsync(Run run)
    {
        var workers = new Task[Workers];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Run(() => WorkAsync(run), CancellationToken.None);
        }

        try
        {
            await Task.WhenAll(workers).ConfigureAwait(false);
            run.Tally.Complete(run.Queue.Compressed);
            run.Hits.Complete();
        }
        catch (Exception e)
        {
            run.Hits.Complete(e);
        }
    }

    private async Task WorkAsync(Run run)
    {
        using var scan = new RolloutScan(_term, _query.SnippetRadius, JsonSkipper.Best, ChunkBytes);
        while (run.Queue.TryTake(out var path))
        {
            run.Stop.ThrowIfCancellationRequested();
            try
            {
                await SearchAsync(scan, path, run).ConfigureAwait(false);
            }
            catch (ThreadStoreException e)
            {
                run.Tally.SkipUnreadable(path, e.Message);
            }
        }
    }

    private async Task SearchAsync(RolloutScan scan, RolloutPath path, Run run)
    {
        if (!_home.TryOpenRead(path, out var file) && (run.Queue.Moved(path) is not { } moved || !_home.TryOpenRead(moved, out file)))
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
                while (count < _query.MaxHitsPerThread && scan.Next(out var hit, run.Stop))
                {
                    row = count++ == 0 ? _row(path.Id) : row;
                    await run.Hits.WriteAsync(ToHit(path.Id, row, hit), run.Stop).ConfigureAwait(false);
                }
            }
            finally
            {
                run.Tally.Add(scan.Bytes - bytes, count, scan.TooLongLines - tooLong);
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

    /// <summary>What the workers of one enumeration share.</summary>
    private sealed record Run(ChannelWriter<SearchHit> Hits, RolloutQueue Queue, SearchTally Tally, CancellationToken Stop);
}
