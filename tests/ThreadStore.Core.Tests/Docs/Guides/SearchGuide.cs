using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Search;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/search.md.</summary>
internal static class SearchGuide
{
    internal static async Task<List<ThreadId>> ScanAsync(LocalThreadStore store, CancellationToken cancellationToken)
    {
        var found = new List<ThreadId>();
        // GUIDE: begin
        var query = new SearchQuery
        {
            Term = "connection refused",                 // as it stands, blanks included; case does not count
            Archive = ThreadArchiveFilter.Any,           // default Active
            MaxHitsPerThread = 3,                        // default 1
            Progress = new Progress<SearchSummary>(static summary => Console.Error.Write($"\r{summary.Rollouts} threads, {summary.Hits} hits")),
        };
        await foreach (SearchHit hit in store.SearchAsync(query, cancellationToken))
        {
            string before = hit.Snippet[..hit.MatchStart];
            string match = hit.Snippet.Substring(hit.MatchStart, hit.MatchLength);
            Console.WriteLine($"{hit.Row?.Title}: {before}[{match}]{hit.Snippet[(hit.MatchStart + hit.MatchLength)..]}");
            found.Add(hit.Thread);
        }
        // GUIDE: end
        return found;
    }

    internal static async Task<SearchHit?> FirstAsync(LocalThreadStore store, TimeProvider clock)
    {
        // GUIDE: begin
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), clock);
        SearchHit? first = null;
        await foreach (SearchHit hit in store.SearchAsync(new SearchQuery { Term = "refused" }, patience.Token))
        {
            first = hit;
            break;                                       // leaving the loop ends the search; so does the token
        }
        // GUIDE: end
        return first;
    }

    internal static long Around(LocalThreadStore store, SearchHit hit)
    {
        var lines = 0L;
        // GUIDE: begin
        using (var history = store.ReadHistoryFrom(hit.Thread, new Position(hit.Thread, hit.Offset)))
        {
            while (lines < 5 && history.Read(out var line))
            {
                Console.WriteLine($"{line.Timestamp:u} at {line.Offset}");
                lines++;
            }
        }
        // GUIDE: end
        return lines;
    }

    internal static async Task<IReadOnlyList<RankedSearchHit>> RankAsync(LocalThreadStore store, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        ThreadSearchIndex index = store.SearchIndex();   // opens nothing
        SearchIndexRefresh done = await index.RefreshAsync(cancellationToken);
        Console.Error.WriteLine($"{done.Lines} new lines of {done.Rollouts} threads");

        IReadOnlyList<RankedSearchHit> best = index.Search(new RankedSearchQuery { Words = "proxy refused", MaxHits = 10 });
        foreach (RankedSearchHit ranked in best)
        {
            Console.WriteLine($"{ranked.Score:F1}  {ranked.Hit.Row?.Title}  {ranked.Hit.Snippet}");
        }
        // GUIDE: end

        // GUIDE: begin
        bool isGone = await index.DeleteAsync(cancellationToken);       // false: somebody was using it
        // GUIDE: end
        return isGone ? best : [];
    }
}
