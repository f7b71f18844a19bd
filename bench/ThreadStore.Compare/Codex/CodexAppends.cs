using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using ThreadStore.Peer;

namespace ThreadStore.Compare.Codex;

/// <summary>Their appends by their own spans, during turns against a scripted model; ours of the lines that those turns have left.</summary>
internal static class CodexAppends
{
    private const int WarmUpTurns = 3;

    private const int TurnsInRound = 3;

    // An append whose items are all filtered takes less, and one that reaches the file takes more: what is taken for stored by mistake makes
    // their median better.
    private const long StoredNanoseconds = 100_000;

    internal static async Task<IReadOnlyList<Measurement>> MeasureAsync(ComparisonRun run)
    {
        var spans = await SpanCollector.StartAsync().ConfigureAwait(false);
        await using (spans.ConfigureAwait(false))
        {
            var peer = await CodexPeer.StartAsync(spans.Address).ConfigureAwait(false);
            await using (peer.ConfigureAwait(false))
            {
                var (written, buffered) = (new LineReplay(Durability.Written), new LineReplay(Durability.Buffered));
                await using (written.ConfigureAwait(false))
                await using (buffered.ConfigureAwait(false))
                {
                    var rounds = await RunTurnsAsync(run.Choose(9, 3), peer, written, buffered).ConfigureAwait(false);
                    var all = spans.Named("append_items", "live_thread.rs");
                    var theirs = rounds.Select(window => all
                        .Where(span => span.Nanoseconds >= StoredNanoseconds && span.Start >= window.From && span.Start < window.To)
                        .Select(static span => span.Nanoseconds / 1e3).ToList()).ToList();
                    WrongAnswerException.Require(theirs.TrueForAll(static round => round.Count >= TurnsInRound), true, "appends of Codex in every turn");
                    await written.CheckAsync().ConfigureAwait(false);
                    await buffered.CheckAsync().ConfigureAwait(false);
                    return [Result("written", written, theirs, 0.001), Result("buffered", buffered, theirs, target: null)];
                }
            }
        }
    }

    // In turn: some turns of theirs, then their lines once more by us.
    private static async Task<List<(long From, long To)>> RunTurnsAsync(int rounds, CodexPeer peer, LineReplay written, LineReplay buffered)
    {
        var windows = new List<(long From, long To)>();
        var server = await peer.StartAppServerAsync().ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var thread = await server.StartThreadAsync(peer.Home.Repository).ConfigureAwait(false);
            for (var turn = 0; turn < WarmUpTurns; turn++)
            {
                _ = await server.RunTurnAsync(thread, $"{ResponsesScript.RunMark}echo warm-up").ConfigureAwait(false);
            }

            var path = peer.Home.RolloutOf(thread);
            written.WarmUp(path);
            buffered.WarmUp(path);
            for (var round = 0; round < rounds; round++)
            {
                var from = Now();
                for (var turn = 0; turn < TurnsInRound; turn++)
                {
                    _ = await server.RunTurnAsync(thread, string.Create(CultureInfo.InvariantCulture, $"{ResponsesScript.RunMark}echo {round}")).ConfigureAwait(false);
                }

                windows.Add((from, Now()));
                written.Run(path);
                buffered.Run(path);
            }

            // It sends its last spans when it ends.
            await server.CloseAsync().ConfigureAwait(false);
        }

        return windows;
    }

    private static long Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static Measurement Result(string durability, LineReplay ours, List<List<double>> theirs, double? target)
    {
        var sorted = theirs.SelectMany(static round => round).Order().ToArray();
        return new Measurement
        {
            Name = $"codex/append/{durability}",
            Unit = "us",
            Ours = ours.Medians,
            Theirs = [.. theirs.Select(static round => Measurement.Median(round))],
            Rival = CodexComparison.Rival,
            Target = target,
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"medians of {TurnsInRound} turns each; theirs by its spans append_items of live_thread.rs that took 0.1 ms or more, which those that store nothing do not: {sorted.Length} of them, p99 {sorted[sorted.Length * 99 / 100]:F0}, most {sorted[^1]:F0}; ours of the lines that the turns left: most {ours.Most:F0}"),
        };
    }
}
