using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>What one append costs its caller, beside the least that it could cost and beside what keeps as much in another way.</summary>
internal sealed class AppendComparison : IComparison
{
    private const int Size = 256;

    // So many bytes a round, at most: longer payloads have fewer bursts.
    private const int MaxRoundBytes = 32 << 20;

    private const string Timing = "median of single calls in bursts of 32 with pauses of 2 ms, without what the timing itself takes";

    /// <inheritdoc/>
    public string Name => "append";

    /// <inheritdoc/>
    public string Summary => "one append beside a copy, write(2), Microsoft.Data.Sqlite, a file with an upsert, a channel";

    /// <inheritdoc/>
    public bool IsInQuickRun => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run)
    {
        var results = new List<Measurement>();
        // The one that has targets last: by then the compiler has done its best, however busy the machine is.
        foreach (var size in (int[])[64, 4096, 65536, Size])
        {
            var (buffered, _) = await CompareAsync(run, size, Durability.Buffered, static payloads => new CopyAppender(payloads)).ConfigureAwait(false);
            results.Add(Result($"append/buffered-{size}/p50", buffered, "copy of the line and one look at the clock", size == Size ? 4 : null, Timing));
            var (written, _) = await CompareAsync(run, size, Durability.Written, static payloads => new WriteAppender(payloads)).ConfigureAwait(false);
            results.Add(Result($"append/written-{size}/p50", written, "write(2) of the line", size == Size ? 2 : null, Timing));
        }

        await AddWrittenRivalsAsync(run, results).ConfigureAwait(false);
        await AddChannelAsync(run, results).ConfigureAwait(false);
        return results;
    }

    private static async Task AddWrittenRivalsAsync(ComparisonRun run, List<Measurement> results)
    {
        (string Name, string Rival, Func<Payloads, Appender> Make)[] rivals =
        [
            ("sqlite-insert", "Microsoft.Data.Sqlite, one insert", static payloads => new InsertAppender(payloads, isExclusive: false)),
            ("sqlite-insert-exclusive", "Microsoft.Data.Sqlite, one insert, the file locked for good", static payloads => new InsertAppender(payloads, isExclusive: true)),
            ("file-and-upsert", "FileStream without a buffer, and one upsert", static payloads => new UpsertAppender(payloads)),
        ];
        var timed = new List<Measurement>();
        foreach (var (name, rival, make) in rivals)
        {
            var (calls, bytes) = await CompareAsync(run, Size, Durability.Written, make).ConfigureAwait(false);
            timed.Add(Result($"append/written-{Size}/vs-{name}", calls, rival, target: null, Timing));
            results.Add(timed[^1]);
            results.Add(Allocated($"append/written-{Size}/allocated-vs-{name}", bytes, rival));
        }

        var best = timed.MinBy(static result => result.TheirValue)!;
        results.Add(best with { Name = $"append/written-{Size}/vs-best-rival", Target = 0.2, Note = $"the best of the rivals of the same durability, by the same rounds as {best.Name}" });
    }

    private static async Task AddChannelAsync(ComparisonRun run, List<Measurement> results)
    {
        const string Rival = "unbounded Channel, and a writer that upserts for each line";
        var (calls, bytes) = await CompareAsync(run, Size, Durability.Buffered, static payloads => new ChannelAppender(payloads)).ConfigureAwait(false);
        results.Add(Result(
            $"append/buffered-{Size}/vs-channel", calls, Rival, 0.2, $"{Timing}; the channel's caller gets no position, and its queue has no bound"));
        results.Add(Allocated($"append/buffered-{Size}/allocated-vs-channel", bytes, Rival));

        var (ours, theirs) = (new StoreAppender(new Payloads(Size), Durability.Buffered), new ChannelAppender(new Payloads(Size)));
        await using (ours.ConfigureAwait(false))
        await using (theirs.ConfigureAwait(false))
        {
            var appends = run.Choose(10_000, 2_000);
            var rounds = Alternation.Run(run.Choose(11, 5), () => UntilAllIsIn(ours, appends), () => UntilAllIsIn(theirs, appends));
            await ours.CheckAsync().ConfigureAwait(false);
            await theirs.CheckAsync().ConfigureAwait(false);
            results.Add(Result(
                $"append/buffered-{Size}/until-all-is-in", rounds, Rival, target: null, $"{appends:N0} appends without a pause, until all lines are in the file and the row shows them") with
            { Unit = "ms" });
        }
    }

    private static double UntilAllIsIn(Appender side, int appends)
    {
        var start = Stopwatch.GetTimestamp();
        for (var append = 0; append < appends; append++)
        {
            side.AppendNext();
        }

        side.SettleAsync().GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // The times in nanoseconds, and the bytes that an append allocates in the whole process.
    private static async Task<(Alternation Times, Alternation Bytes)> CompareAsync(
        ComparisonRun run, int size, Durability durability, Func<Payloads, Appender> makeRival)
    {
        var (ours, theirs) = (new StoreAppender(new Payloads(size), durability), makeRival(new Payloads(size)));
        await using (ours.ConfigureAwait(false))
        await using (theirs.ConfigureAwait(false))
        {
            var bursts = Math.Clamp(MaxRoundBytes / (size * PacedCalls.Burst), 4, run.Choose(100, 30));
            PacedCalls.WarmUp(ours, bursts);
            PacedCalls.WarmUp(theirs, bursts);
            var (ourBytes, theirBytes) = (new List<double>(), new List<double>());
            var (ourCaller, theirCaller) = (new List<double>(), new List<double>());
            var times = Alternation.Run(run.Choose(11, 5), () => Measure(ours, bursts, ourBytes, ourCaller), () => Measure(theirs, bursts, theirBytes, theirCaller));
            await ours.CheckAsync().ConfigureAwait(false);
            await theirs.CheckAsync().ConfigureAwait(false);

            // A lock makes an event when it is first contended, and a thread's block grows once for a burst of long lines: no append's, but they are
            // made in one of them.
            WrongAnswerException.Require(Measurement.Median(ourCaller), 0, "what our appends allocated on the caller's thread, in the median round");

            // Without the round that warms up.
            return (times, new Alternation([.. ourBytes.Skip(1)], [.. theirBytes.Skip(1)]));
        }
    }

    private static double Measure(Appender side, int bursts, List<double> processBytes, List<double> callerBytes)
    {
        var calls = PacedCalls.Measure(side, bursts);
        processBytes.Add(calls.ProcessBytes / (double)(bursts * PacedCalls.Burst));
        callerBytes.Add(calls.CallerBytes);
        return calls.MedianNanoseconds;
    }

    private static Measurement Result(string name, Alternation rounds, string rival, double? target, string note) =>
        new() { Name = name, Unit = "ns", Ours = rounds.Ours, Theirs = rounds.Theirs, Rival = rival, Target = target, Note = note };

    private static Measurement Allocated(string name, Alternation bytes, string rival) => new()
    {
        Name = name,
        Unit = "B",
        Ours = bytes.Ours,
        Theirs = bytes.Theirs,
        Rival = rival,
        Note = "per append, by all threads of the process; that ours allocate nothing on the caller's thread is required of the median round",
    };
}
