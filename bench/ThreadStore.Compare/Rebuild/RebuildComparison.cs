using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Rebuild;

/// <summary>A new index from many rollouts of real size, beside a mere look for line feeds in the same bytes.</summary>
internal sealed class RebuildComparison : IComparison
{
    private const string Rival = "a look for line feeds by all cores";

    /// <inheritdoc/>
    public string Name => "rebuild";

    /// <inheritdoc/>
    public string Summary => "a new index from 10,000 rollouts of 39 KB beside a look for their line feeds";

    /// <inheritdoc/>
    public bool IsInQuickRun => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run)
    {
        using var folder = new ScratchFolder();
        var corpus = RolloutCorpus.Write(folder.Path, run.Choose(10_000, 500));
        PageCache.WriteOut();
        var name = string.Create(CultureInfo.InvariantCulture, $"rebuild/{corpus.Files}");
        var size = string.Create(CultureInfo.InvariantCulture, $"{corpus.Files:N0} rollouts, {corpus.Bytes / 1e6:F0} MB");
        var scan = new CorpusCount(corpus.Files, corpus.Bytes, corpus.Lines);
        var peaks = new List<double>();
        var cold = Alternation.Run(
            run.Choose(5, 3),
            () =>
            {
                PageCache.Forget(corpus.Home);
                var (milliseconds, megabytes) = ColdOpen.Run(corpus.Home);
                peaks.Add(megabytes);
                return milliseconds;
            },
            () =>
            {
                PageCache.Forget(corpus.Home);
                return Time(() => CorpusScan.CountLines(corpus.Home), scan);
            });
        var rounds = run.Choose(9, 3);
        var warm = await MeasureWarmAsync(corpus, rounds, scan).ConfigureAwait(false);
        var observed = Alternation.Run(
            rounds, () => Time(() => CorpusScan.Observe(corpus.Home), scan with { Lines = 0 }), () => Time(() => CorpusScan.CountLines(corpus.Home), scan));
        return
        [
            Result($"{name}/cold-process", cold, 6, $"{size}; from the start of a process on a home without an index to the last row; the kernel was told to forget the rollouts, for both sides"),
            Result($"{name}/warm", warm, 6, $"{size}; RebuildAsync in a process that has done it before, rollouts in memory"),
            Result($"{name}/without-index", observed, 2.5, $"{size}; lines read and their facts observed by all cores, nothing written; rollouts in memory"),
            new Measurement
            {
                Name = $"{name}/peak-memory",
                Unit = "MB",
                Ours = peaks,
                Theirs = [200],
                Rival = "at most",
                Target = 1,
                Note = "the most that the cold process held (VmHWM), the runtime included",
            },
        ];
    }

    private static async Task<Alternation> MeasureWarmAsync(RolloutCorpus corpus, int rounds, CorpusCount scan)
    {
        ColdOpen.DeleteIndex(corpus.Home);
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = corpus.Home, RefreshInterval = Timeout.InfiniteTimeSpan });
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            var result = Alternation.Run(
                rounds,
                () => Time(() =>
                {
                    var progress = store.RebuildAsync().GetAwaiter().GetResult();
                    return new CorpusCount(progress.Files, progress.Bytes, progress.BadLines);
                }, scan with { Lines = 0 }),
                () => Time(() => CorpusScan.CountLines(corpus.Home), scan));
            await CorpusRows.CheckAsync(store, corpus.Files).ConfigureAwait(false);
            return result;
        }
    }

    private static double Time(Func<CorpusCount> work, CorpusCount expected)
    {
        var start = Stopwatch.GetTimestamp();
        var count = work();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        WrongAnswerException.Require(count, expected, "what was read of the rollouts");
        return milliseconds;
    }

    private static Measurement Result(string name, Alternation rounds, double target, string note) =>
        new() { Name = name, Unit = "ms", Ours = rounds.Ours, Theirs = rounds.Theirs, Rival = Rival, Target = target, Note = note };
}
