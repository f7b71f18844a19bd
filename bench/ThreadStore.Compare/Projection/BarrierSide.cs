using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Compare.Native;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Projection;

/// <summary>One thread that waits for its row after each append.</summary>
internal sealed class BarrierSide
{
    private readonly Payloads _payloads = new(256);
    private readonly LiveThread _thread;
    private readonly RowsRival _rival;
    private readonly int _appends;
    private long _appended;

    private BarrierSide(LiveThread thread, RowsRival rival, int appends)
    {
        _thread = thread;
        _rival = rival;
        _appends = appends;
    }

    /// <summary>Compares it with an append that does not wait and one transaction of one row in C.</summary>
    internal static async Task<Measurement> CompareAsync(ComparisonRun run, StatementProgram program)
    {
        var appends = run.Choose(640, 320);
        using var home = new ScratchFolder();
        using var rival = new RowsRival(program, home.Path);
        Alternation rounds;
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        var alone = new StoreAppender(new Payloads(256), Durability.Written);
        await using (alone.ConfigureAwait(false))
        await using (store.ConfigureAwait(false))
        {
            var side = new BarrierSide(store.Create(new CreateThreadParams { Cwd = "/" }), rival, appends);
            _ = await side.MeasureAsync().ConfigureAwait(false);
            PacedCalls.WarmUp(alone, appends / PacedCalls.Burst);
            rounds = Alternation.Run(
                run.Choose(15, 7),
                () => side.MeasureAsync().GetAwaiter().GetResult(),
                () => (PacedCalls.Measure(alone, appends / PacedCalls.Burst).MedianNanoseconds + rival.RunNext().MedianUnit) / 1e3);
            await alone.CheckAsync().ConfigureAwait(false);
        }

        rival.Check(home.Path);
        return new Measurement
        {
            Name = "append/barrier/p50",
            Unit = "us",
            Ours = rounds.Ours,
            Theirs = rounds.Theirs,
            Rival = "an append alone, and one transaction of one row in C",
            Target = 1.5,
            Note = "AppendAndFlushAsync, one thread, one call after the other, awaited",
        };
    }

    private async Task<double> MeasureAsync()
    {
        var microseconds = new double[_appends];
        var moves = new List<RowMove>();
        for (var append = 0; append < _appends; append++)
        {
            var from = _thread.End.Offset;
            var payload = _payloads[_appended++];
            var start = Stopwatch.GetTimestamp();
            var position = await _thread.AppendAndFlushAsync(ItemType.EventMsg, payload).ConfigureAwait(false);
            microseconds[append] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            moves.Add(new RowMove(_thread.RolloutPath!, from, position.Offset));
        }

        _rival.Note(moves, rowsInTransaction: 1);
        return Measurement.Median(microseconds);
    }
}
