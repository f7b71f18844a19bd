using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Search;

namespace ThreadStore.Benchmarks;

/// <summary>
/// A search of a whole home, here and by ripgrep, in turn: <c>compare-search HOME RG TERM…</c>. Both read the same files from the
/// page cache, with the same number of threads, and both read the row of each thread that they find.
/// </summary>
internal static class SearchComparison
{
    private const int Rounds = 9;

    private static readonly string[] s_folders = ["sessions", "archived_sessions"];

    /// <summary>Prints the medians of each term, and stops when the answers contradict each other.</summary>
    public static async Task<int> RunAsync(string home, string ripgrep, string[] terms)
    {
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home, RefreshInterval = Timeout.InfiniteTimeSpan });
        await store.CaughtUp.ConfigureAwait(false);
        Console.WriteLine("| term | threads here | files by rg | here, ms | rg and rows, ms | ratio | least and most |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var term in terms)
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            var (threads, files) = (new HashSet<ThreadId>(), new HashSet<ThreadId>());
            for (var round = -1; round < Rounds; round++)
            {
                var (here, there) = (await SearchAsync(store, term, threads).ConfigureAwait(false), await RipgrepAsync(store, ripgrep, term, files).ConfigureAwait(false));
                if (!threads.IsSubsetOf(files))
                {
                    Console.Error.WriteLine($"{term}: found here and not by ripgrep: {string.Join(' ', threads.Except(files).Take(5))}");
                    return 1;
                }

                // The first round warms up.
                if (round >= 0)
                {
                    ours.Add(here);
                    theirs.Add(there);
                }
            }

            var ratios = ours.Zip(theirs, static (here, there) => here / there).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{term}` | {threads.Count} | {files.Count} | {Median(ours):F0} | {Median(theirs):F0} | {Median(ratios):F2} | {ratios.Min():F2} to {ratios.Max():F2} |"));
        }

        return 0;
    }

    private static async Task<double> SearchAsync(LocalThreadStore store, string term, HashSet<ThreadId> threads)
    {
        threads.Clear();
        var start = Stopwatch.GetTimestamp();
        await foreach (var hit in store.SearchAsync(new SearchQuery { Term = term, Archive = ThreadArchiveFilter.Any }).ConfigureAwait(false))
        {
            threads.Add(hit.Thread);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> RipgrepAsync(LocalThreadStore store, string ripgrep, string term, HashSet<ThreadId> files)
    {
        files.Clear();
        string[] arguments =
            [
                "--no-config", "--no-ignore", "--hidden", "--fixed-strings", "--ignore-case", "--files-with-matches",
                "--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "--glob", "rollout-*.jsonl", "--", term,
            ];
        string[] folders = [.. s_folders.Select(folder => Path.Combine(store.HomeDirectory, folder)).Where(Directory.Exists)];
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(ripgrep, [.. arguments, .. folders]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        foreach (var path in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var id = ThreadId.Parse(Path.GetFileNameWithoutExtension(path)[^ThreadId.TextLength..]);
            _ = store.Read(id);
            files.Add(id);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
