using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using ThreadStore.Peer;

namespace ThreadStore.Compare.Codex;

/// <summary>A page of 50, both sides in a process that has listed before: from the request to the rows.</summary>
internal static class CodexLists
{
    private const int PageSize = 50;

    private static readonly ThreadListQuery s_query = new() { PageSize = PageSize, Sort = ThreadSortKey.CreatedAt };

    internal static async Task<IReadOnlyList<Measurement>> MeasureAsync(ComparisonRun run, int threads)
    {
        var peer = await CodexPeer.StartAsync().ConfigureAwait(false);
        await using (peer.ConfigureAwait(false))
        {
            _ = RolloutCorpus.Write(peer.Home.Location, threads);
            var server = await peer.StartAppServerAsync().ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await CodexBackfill.CompletedAsync(peer.Home, Stopwatch.GetTimestamp()).ConfigureAwait(false);
                var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = peer.Home.Location, RefreshInterval = Timeout.InfiniteTimeSpan });
                await using (store.ConfigureAwait(false))
                {
                    await store.CaughtUp.ConfigureAwait(false);
                    var results = Compare(run, store, server, threads);
                    await server.CloseAsync().ConfigureAwait(false);
                    return results;
                }
            }
        }
    }

    private static List<Measurement> Compare(ComparisonRun run, LocalThreadStore store, AppServer server, int threads)
    {
        var results = new List<Measurement>();
        foreach (var (name, isDatabaseOnly, target) in ((string, bool, double)[])[("default", false, 0.05), ("database-only", true, 1)])
        {
            RequireSameThreads(List(store), List(server, isDatabaseOnly));
            var lists = run.Choose(15, 5);
            var rounds = Alternation.Run(run.Choose(11, 5), () => Median(lists, () => List(store)), () => Median(lists, () => List(server, isDatabaseOnly)));
            results.Add(new Measurement
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"codex/list-50-of-{threads}/{name}"),
                Unit = "us",
                Ours = rounds.Ours,
                Theirs = rounds.Theirs,
                Rival = CodexComparison.Rival,
                Target = target,
                Note = $"the newest {PageSize} by the time at which they were made, from the request to the rows, in processes that have listed before; ours is a call, theirs one to its app server over a pipe",
            });
        }

        return results;
    }

    private static void RequireSameThreads(string[] ours, string[] theirs)
    {
        WrongAnswerException.Require(ours.Length, PageSize, "threads on our page");
        WrongAnswerException.Require(string.Join(' ', ours), string.Join(' ', theirs), "the threads of a page");
    }

    private static string[] List(LocalThreadStore store) => [.. store.List(s_query).Threads.Select(static thread => thread.Id.ToString())];

    private static string[] List(AppServer server, bool isDatabaseOnly)
    {
        var parameters = new JsonObject { ["limit"] = PageSize, ["sortKey"] = "created_at" };
        if (isDatabaseOnly)
        {
            parameters["useStateDbOnly"] = true;
        }

        return [.. server.ListAsync(parameters).GetAwaiter().GetResult().Select(static thread => thread.GetProperty("id").GetString()!)];
    }

    private static double Median(int lists, Func<string[]> list)
    {
        var microseconds = new double[lists];
        for (var index = 0; index < lists; index++)
        {
            var start = Stopwatch.GetTimestamp();
            WrongAnswerException.Require(list().Length, PageSize, "threads on a page");
            microseconds[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Measurement.Median(microseconds);
    }
}
