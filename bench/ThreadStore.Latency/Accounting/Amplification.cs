using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Latency.Load;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>How many bytes are written for each byte that is appended, and how long checkpoints take.</summary>
internal static class Amplification
{
    /// <summary>Appends a second, each with a fact and of 256 B.</summary>
    public const double Rate = 10_000;

    /// <summary>To how many threads in turn, by the name of the condition.</summary>
    public static IReadOnlyList<(string Name, int Threads)> Conditions { get; } = [("one-thread", 1), ("thousand-threads", 1000)];

    /// <summary>Measures every condition.</summary>
    public static IEnumerable<Measurement> Measure(int rounds, TimeSpan length) => Conditions.SelectMany(condition => Measure(condition.Name, condition.Threads, rounds, length));

    /// <summary>Appends for that long into a store of its own; gives what was appended and what was written.</summary>
    /// <param name="threads">To how many threads.</param>
    /// <param name="length">For how long.</param>
    /// <param name="begin">Told when the threads are there.</param>
    public static (long Appends, WrittenBytes Written) Run(int threads, TimeSpan length, Action? begin = null)
    {
        using var home = new ScratchFolder();
        var options = new ThreadStoreOptions { Home = home.Path };
        var before = LocalThreadStore.Open(options);
        var ids = LiveThreads.Create(before, threads, Payload.WithFacts, Durability.Written).Select(static thread => thread.Id).ToList();
        before.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var store = LocalThreadStore.Open(options);
        store.CaughtUp.GetAwaiter().GetResult();
        LiveThread[] live = [.. ids.Select(store.Resume)];
        var appends = new PacedAppends(live, Rate);
        begin?.Invoke();
        using var ledger = new WriteLedger(store);
        using (var load = new LoadThread(appends.Run))
        {
            Thread.Sleep(length);
            load.Stop();
        }

        Task.WhenAll(live.Select(static thread => thread.FlushAsync())).GetAwaiter().GetResult();
        var lines = live.Sum(static thread => LineCount.Of(thread.RolloutPath!));
        return lines == appends.Count + (threads * LiveThreads.FirstLines)
            ? (appends.Count, ledger.Close())
            : throw new WrongAnswerException($"{lines} lines after {appends.Count} appends to {threads} threads");
    }

    private static IEnumerable<Measurement> Measure(string condition, int threads, int rounds, TimeSpan length)
    {
        var done = Enumerable.Range(0, rounds).Select(_ => Run(threads, length)).ToList();
        var note = string.Create(CultureInfo.InvariantCulture, $"payloads of 256 B, {Rate:N0} a second for {length.TotalSeconds} s, Written");
        yield return PerByte("log", static written => written.Log);
        yield return PerByte("wal", static written => written.Wal);
        yield return PerByte("database", static written => written.Database);
        if (done.Any(static round => round.Written.Checkpoints > 0))
        {
            yield return new Measurement
            {
                Name = $"accounting/longest-checkpoint/{condition}",
                Unit = "ms",
                Ours = [.. done.Select(static round => round.Written.LongestCheckpoint.TotalMilliseconds)],
                Note = $"{note}; {done.Sum(static round => round.Written.Checkpoints)} checkpoints in {rounds} rounds, without those at the end. They keep the projector, and no append",
            };
        }

        Measurement PerByte(string file, Func<WrittenBytes, long> of) => new()
        {
            Name = $"accounting/{file}-bytes-per-byte/{condition}",
            Unit = "B/B",
            Ours = [.. done.Select(round => of(round.Written) / (double)(round.Appends * Payload.WithFacts.Bytes.Length))],
            Note = note,
        };
    }
}
