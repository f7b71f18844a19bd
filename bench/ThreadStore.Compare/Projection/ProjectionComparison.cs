using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Compare.Native;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Projection;

/// <summary>Rows from deltas: how many a second beside the same statements in C, how many at all, and what waiting for one costs.</summary>
internal sealed class ProjectionComparison : IComparison
{
    private const int Appends = 1_000;

    // Each thread has a delta in hand and one in its slot, and the store has 4,096: so many live threads can have one pending.
    private const int ThreadsWithDeltas = 2_000;

    /// <inheritdoc/>
    public string Name => "projection";

    /// <inheritdoc/>
    public string Summary => "rows a second beside the same statements in C, an append with its barrier, rows written for 1,000 appends";

    /// <inheritdoc/>
    public bool IsInQuickRun => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run)
    {
        var results = new List<Measurement> { await MeasureRowsPerDrainAsync(run.Choose(11, 5)).ConfigureAwait(false) };
        if (run.Statements is { } program)
        {
            results.Add(await BarrierSide.CompareAsync(run, program).ConfigureAwait(false));
            var threads = run.Choose(ThreadsWithDeltas, 500);
            results.Add(await MeasureRowsAsync(run, program, threads, isStepped: false).ConfigureAwait(false));
            results.Add(await MeasureRowsAsync(run, program, threads, isStepped: true).ConfigureAwait(false));
            if (!run.IsQuick)
            {
                results.Add(await MeasureRowsAsync(run, program, 5_000, isStepped: false).ConfigureAwait(false));
            }
        }

        return results;
    }

    private static async Task<Measurement> MeasureRowsAsync(ComparisonRun run, StatementProgram program, int threads, bool isStepped)
    {
        using var home = new ScratchFolder();
        using var rival = new RowsRival(program, home.Path);
        Alternation rounds;
        double commits;
        var ours = new PendingRows(home.Path, threads, isStepped);
        await using (ours.ConfigureAwait(false))
        {
            _ = ours.Drain(rival);
            rounds = Alternation.Run(run.Choose(11, 5), () => ours.Drain(rival), () => RowsPerSecond(rival.RunNext(), threads));
            commits = ours.CommitsPerDrain;
        }

        rival.Check(home.Path);
        return new Measurement
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"projection/distinct-rows/{threads}-threads{(isStepped ? "-stepped" : "")}"),
            Unit = "rows/s",
            Better = Better.Higher,
            Ours = rounds.Ours,
            Theirs = rounds.Theirs,
            Rival = "the same statements in C",
            Target = threads > ThreadsWithDeltas ? null : 0.9,
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{threads:N0} live threads with one count of tokens each, {(isStepped ? "the projector's steps on one thread, without barriers" : "from the first flush to the last row")}; ours in {commits:F0} transactions, theirs in {(threads + PendingRows.RowsInTransaction - 1) / PendingRows.RowsInTransaction}{(threads > ThreadsWithDeltas ? "; more live threads than the store has deltas for: the rest is read from the logs" : "")}"),
        };
    }

    private static double RowsPerSecond(StatementTimes times, int threads)
    {
        WrongAnswerException.Require(times.Rows, threads, "rows changed in C");
        return threads / (times.Nanoseconds / 1e9);
    }

    private static async Task<Measurement> MeasureRowsPerDrainAsync(int rounds)
    {
        const double AtMost = 2;
        var payloads = new Payloads(256);
        using var home = new ScratchFolder();
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        await using (store.ConfigureAwait(false))
        {
            var thread = store.Create(new CreateThreadParams { Cwd = "/" });
            await thread.PersistAsync().ConfigureAwait(false);
            var rows = new double[rounds];
            for (var round = 0; round < rounds; round++)
            {
                var before = store.Projector.Counters.Rows;
                for (var append = 0; append < Appends; append++)
                {
                    thread.Append(ItemType.EventMsg, payloads[append]);
                }

                await thread.FlushAsync().ConfigureAwait(false);
                rows[round] = store.Projector.Counters.Rows - before;
                WrongAnswerException.Require(store.Read(thread.Id).LogOffset, thread.End.Offset, "the offset of the row and the end of the log");
            }

            return new Measurement
            {
                Name = "projection/rows-per-drain/1000-appends",
                Unit = "rows",
                Ours = rows,
                Theirs = [.. Enumerable.Repeat(AtMost, rounds)],
                Rival = "at most",
                Target = 1,
                Note = $"{Appends:N0} appends on one thread and one flush",
            };
        }
    }
}
