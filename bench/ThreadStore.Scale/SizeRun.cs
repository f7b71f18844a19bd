using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Measuring;
using ThreadStore.Scale.Children;

namespace ThreadStore.Scale;

/// <summary>All that is measured of a home of one size, each in a process of its own.</summary>
internal sealed class SizeRun(string home, string warmHome, int threads, bool isQuick)
{
    private const int LongRun = 500_000;
    private const int WarmThreads = 100;

    // The first threads that open make the spare deltas that all of them share; a slope begins behind them.
    private const int FewestDormant = 4000;

    private readonly List<Measurement> _results = [];
    private readonly int _openRounds = isQuick ? 3 : threads >= LongRun ? 5 : 7;

    internal IReadOnlyList<Measurement> Run(Action<string> say)
    {
        say($"{threads:N0} threads: rollouts");
        ScaleHome.Make(home, threads);
        ScaleHome.Make(warmHome, WarmThreads);
        say($"{threads:N0} threads: rebuild");
        Rebuild();
        say($"{threads:N0} threads: list");
        List();
        say($"{threads:N0} threads: open");
        OpenAfterExit();
        say($"{threads:N0} threads: open after a kill");
        OpenAfterKill();
        if (threads >= FewestDormant)
        {
            say($"{threads:N0} threads: dormant threads");
            Dormant();
        }

        return _results;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Rebuild()
    {
        var figures = ChildProcess.Run(["rebuild", home, "--threads", Text(threads), "--rounds", isQuick ? "3" : threads >= LongRun ? "1" : "5"]);
        Add($"scale/rebuild-{threads}/bytes", "MB/s", figures["megabytes"], "Rebuild, MB/s", "rebuild", Better.Higher);
        Add($"scale/rebuild-{threads}/rows", "rows/s", figures["rows"], "Rebuild, rows/s", "rebuild", Better.Higher, $"rollouts of {ScaleHome.RolloutBytes} bytes; files in the page cache");
        Add($"scale/rebuild-{threads}/peak-memory", "MB", figures["peak"], "Peak memory of a rebuild", "resident", note: "VmHWM of a process that makes the index and then rebuilds it");
    }

    private void List()
    {
        var figures = ChildProcess.Run(["list", home, "--threads", Text(threads), "--rounds", "7", "--lists", isQuick ? "300" : "2000"]);
        Add($"scale/list-{threads}/first-page", "us", figures["first"], "List of 50, p50", "newest", note: "a round is the p50 of its lists; rows as UTF-8, in a warm process");
        Add($"scale/list-{threads}/middle-page", "us", figures["middle"], "List of 50, p50", "in the middle, by cursor");
    }

    private void OpenAfterExit()
    {
        var (cold, warm) = (new List<Figures>(), new List<Figures>());
        var swept = new List<double>();
        for (var round = 0; round < _openRounds; round++)
        {
            var isSwept = round < (threads >= LongRun ? 1 : 3);
            cold.Add(Open(100 + round, isWarm: false, isSwept));
            warm.Add(Open(200 + round, isWarm: true, isSwept: false));
            if (isSwept)
            {
                swept.AddRange(cold[^1]["caught-up"]);
            }
        }

        AddOpen("clean", "after a clean exit", cold, warm, limit: 20, "");
        Add($"scale/caught-up-{threads}/clean", "ms", [.. swept], "From open until every rollout was looked at", "after a clean exit", note: "the sweep, behind Open: grows with the threads");
    }

    private void OpenAfterKill()
    {
        var (cold, warm) = (new List<Figures>(), new List<Figures>());
        for (var round = 0; round < _openRounds; round++)
        {
            cold.Add(Killed(2 * round, isWarm: false));
            warm.Add(Killed((2 * round) + 1, isWarm: true));
        }

        AddOpen("killed", "after a kill", cold, warm, limit: 100, $"; the process before was killed with {OpenChild.LiveThreads} threads live");
        Add($"scale/recovered-{threads}/killed", "ms", All(cold, "recovered"), "From open until the threads that were live are projected", "after a kill");

        Figures Killed(int round, bool isWarm)
        {
            var tokens = Text(1_000_000 + round);
            ChildProcess.Kill(["die", home, "--number", "0", "--tokens", tokens]);
            return Open(500 + round, isWarm, isSwept: false, "--killed", tokens);
        }
    }

    private Figures Open(int number, bool isWarm, bool isSwept, params string[] more) => ChildProcess.Run(
        ["open", home, "--number", Text(number), "--sweep", isSwept ? "true" : "false", .. isWarm ? new[] { "--warm", warmHome } : [], .. more]);

    private void AddOpen(string after, string series, List<Figures> cold, List<Figures> warm, double limit, string note)
    {
        double? stated = threads == 100_000 ? limit : null;
        var (first, compiled) = ($"{series}, first call of a process", $"{series}, by compiled code");
        Add($"scale/open-{threads}/{after}", "ms", All(cold, "open"), "Open", first,
            note: $"a new process each round: the call of Open with all that it compiles; the page cache is warm{note}", limit: stated);
        Add($"scale/open-{threads}/{after}-warm", "ms", All(warm, "open"), "Open", compiled,
            note: $"a new process each round that has opened another, small home before{note}", limit: stated);
        Add($"scale/first-append-{threads}/{after}", "ms", All(cold, "append"), "First append after open", first, note: "from the return of Open: resume of a thread and an append, Written");
        Add($"scale/first-append-{threads}/{after}-warm", "ms", All(warm, "append"), "First append after open", compiled);
    }

    private void Dormant()
    {
        const int Steps = 5;
        var first = FewestDormant / 2;
        var step = Math.Min(2000, (threads - first) / Steps);
        var figures = ChildProcess.Run(["dormant", home, "--first", Text(first), "--step", Text(step), "--steps", Text(Steps)]);
        // One size has the name that is stated, so that no two files say it.
        var name = threads == 10_000 ? "scale/dormant-thread" : $"scale/dormant-thread-{threads}";
        Add($"{name}/bytes", "B", figures["heap"], "Dormant live thread", "managed heap", limit: threads == 10_000 ? 1024 : null,
            note: $"slope of the heap after a full collection over steps of {step} threads, each resumed, with one line appended and projected, then dormant");
        Add($"{name}/resident", "B", figures["resident"], "Dormant live thread", "resident", note: "slope of the resident memory over the same steps; the kernel and the collector round it");
    }

    private static double[] All(IEnumerable<Figures> rounds, string name) => [.. rounds.SelectMany(round => round[name])];

    private void Add(
        string name, string unit, double[] values, string chart, string series, Better better = Better.Lower, string? note = null, double? limit = null) =>
        _results.Add(new Measurement
        {
            Name = name,
            Unit = unit,
            Better = better,
            Ours = values,
            Theirs = limit is { } theirs ? [theirs] : null,
            Rival = limit is null ? null : "the limit that is stated",
            Target = limit is null ? null : 1,
            Plot = new PlotPoint(chart, series, threads, "threads"),
            Note = note,
        });
}
