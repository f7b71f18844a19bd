using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ThreadStore.Scale.Children;

/// <summary>Opens a home as the first thing that the process does, and appends to one of its threads as the second.</summary>
internal static class OpenChild
{
    /// <summary>How many threads are live when a process is killed.</summary>
    internal const int LiveThreads = 20;

    private const int LinesEach = 50;
    private const int WarmUp = 5;

    /// <summary>Opens.</summary>
    /// <param name="home">The home.</param>
    /// <param name="number">The thread to append to.</param>
    /// <param name="warm">A small home on which the same is done before, so that all code is compiled; null when the open is the first thing of the process.</param>
    /// <param name="isSwept">Wait until every rollout was looked at.</param>
    /// <param name="killed">The tokens that those say which were live when a process was killed; null after a clean exit.</param>
    internal static async Task<Figures> RunAsync(string home, int number, string? warm, bool isSwept, long? killed)
    {
        for (var round = 0; warm is not null && round < WarmUp; round++)
        {
            await OpenAsync(warm, round, isSwept: true, killed: null).ConfigureAwait(false);
        }

        return await OpenAsync(home, number, isSwept, killed).ConfigureAwait(false);
    }

    /// <summary>Opens, makes some threads live, appends to them, says so, and waits to be killed.</summary>
    internal static void Die(string home, int first, long tokens)
    {
        var store = ScaleStore.Open(home);
        var line = ScaleHome.TokenCount(tokens);
        for (var number = first; number < first + LiveThreads; number++)
        {
            var thread = store.Resume(ScaleHome.Id(number));
            for (var count = 0; count < LinesEach; count++)
            {
                thread.Append(ItemType.EventMsg, line, Durability.Written);
            }
        }

        Console.WriteLine(ChildProcess.Ready);
        Console.In.ReadLine();
        GC.KeepAlive(store);
    }

    private static async Task<Figures> OpenAsync(string home, int number, bool isSwept, long? killed)
    {
        var id = ScaleHome.Id(number);
        var line = ScaleHome.TokenCount(1);
        var start = Stopwatch.GetTimestamp();
        var store = ScaleStore.Open(home);
        var opened = Stopwatch.GetTimestamp();
        await using (store.ConfigureAwait(false))
        {
            store.Resume(id).Append(ItemType.EventMsg, line, Durability.Written);
            var appended = Stopwatch.GetTimestamp();
            await store.Recovered.ConfigureAwait(false);
            var recovered = Stopwatch.GetTimestamp();
            for (var live = 0; killed is { } tokens && live < LiveThreads; live++)
            {
                var said = store.Read(ScaleHome.Id(live)).TokensUsed;
                Answers.Check(said == tokens, $"after a kill the row of a thread that was live says {said} tokens, its log {tokens}");
            }

            if (isSwept)
            {
                await store.CaughtUp.ConfigureAwait(false);
            }

            var caughtUp = Stopwatch.GetTimestamp();
            return new Figures
            {
                ["open"] = [Milliseconds(start, opened)],
                ["append"] = [Milliseconds(opened, appended)],
                ["recovered"] = [Milliseconds(start, recovered)],
                ["caught-up"] = [Milliseconds(start, caughtUp)],
            };
        }
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
