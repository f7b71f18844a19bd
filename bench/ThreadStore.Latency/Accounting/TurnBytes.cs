using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>What SQLite writes for a turn, in a home that has other threads.</summary>
internal static class TurnBytes
{
    private const int OtherThreads = 200;
    private const double Target = 0.05;

    // 10 commits of 72 frames and 16 of 42, recorded.
    private const double PeerBytes = 456_000;

    /// <summary>Turns on one thread, and turns on a thread each, one after the other, as a person works.</summary>
    public static IEnumerable<Measurement> Measure(int rounds, int turns)
    {
        var script = new TurnScript();
        return Results("one-thread", [.. Enumerable.Range(0, rounds).Select(_ => Run(script, turns, isOneThread: true))], turns, "the first turn makes the thread and has 19 lines, the others have the 18 without session_meta")
            .Concat(Results("a-thread-each", [.. Enumerable.Range(0, rounds).Select(_ => Run(script, turns, isOneThread: false))], turns, "each turn makes its thread"));
    }

    // What is recorded of them is what they wrote to their WALs: so that is what is compared, and what our checkpoints copied is a figure of its own.
    private static IEnumerable<Measurement> Results(string condition, List<WrittenBytes> rounds, int turns, string note)
    {
        note = $"{turns} turns at the recorded pace (0.92 s), {note}; log {rounds[^1].Log / turns:N0} B a turn";
        yield return new Measurement
        {
            Name = $"sqlite-bytes/turn-of-19-lines/{condition}",
            Unit = "B",
            Ours = [.. rounds.Select(written => written.Wal / (double)turns)],
            Theirs = [PeerBytes],
            Rival = "Codex 0.169.0, recorded",
            Target = Target,
            Note = $"{note}. Written to the WAL, as theirs: 456 KB to the WALs of two databases, facts/codex-thread-store.md 6.2",
        };
        yield return new Measurement
        {
            Name = $"sqlite-bytes/turn-of-19-lines/{condition}/database",
            Unit = "B",
            Ours = [.. rounds.Select(written => written.Database / (double)turns)],
            Note = $"{note}. Copied from the WAL into the database by checkpoints, until the store was closed",
        };
    }

    private static WrittenBytes Run(TurnScript script, int turns, bool isOneThread)
    {
        using var home = new ScratchFolder();
        var options = new ThreadStoreOptions { Home = home.Path };

        // Closed and opened again: what making the other threads wrote is in the database, and not in our sums.
        var before = LocalThreadStore.Open(options);
        _ = LiveThreads.Create(before, OtherThreads, Payload.WithFacts, Durability.Written);
        before.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var store = LocalThreadStore.Open(options);
        store.CaughtUp.GetAwaiter().GetResult();
        using var ledger = new WriteLedger(store);
        var threads = new List<LiveThread>();
        for (var turn = 0; turn < turns; turn++)
        {
            if (turn == 0 || !isOneThread)
            {
                threads.Add(script.Begin(store));
            }

            script.Play(threads[^1]);
        }

        Task.WhenAll(threads.Select(static thread => thread.FlushAsync())).GetAwaiter().GetResult();
        Check(threads, isOneThread ? turns : 1);
        return ledger.Close();
    }

    private static void Check(List<LiveThread> threads, int turnsEach)
    {
        var expected = 1 + (turnsEach * (TurnScript.Lines - 1L));
        foreach (var thread in threads)
        {
            var lines = LineCount.Of(thread.RolloutPath!);
            if (lines != expected)
            {
                throw new WrongAnswerException($"{thread.RolloutPath} has {lines} lines, not {expected}");
            }
        }
    }
}
