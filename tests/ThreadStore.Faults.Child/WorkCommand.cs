using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>The child of the kill rounds: writes several threads at once and reports every answer.</summary>
internal static class WorkCommand
{
    /// <summary>The thread of a writer.</summary>
    internal static ThreadId ThreadOf(int writer) =>
        ThreadId.Parse(string.Create(CultureInfo.InvariantCulture, $"01a1fcb8-2b72-7833-a595-{writer:x12}"));

    internal static Command Build()
    {
        var home = new Option<string>("--home") { Description = "The home.", Required = true };
        var durability = new Option<Durability?>("--durability") { Description = "What appends promise; when it is not given: now this, now that." };
        var writer = new Option<int>("--writer") { Description = "The number of the first writer." };
        var threads = new Option<int>("--threads") { Description = "How many threads are written.", DefaultValueFactory = static _ => 3 };
        var round = new Option<int>("--round") { Description = "The round, which is also part of the seed." };
        var lines = new Option<int>("--lines") { Description = "How many lines each thread gets; without it they go on until they are killed.", DefaultValueFactory = static _ => int.MaxValue };
        var command = new Command("work", "Writes threads of a home and reports every answer on the standard output.") { home, durability, writer, threads, round, lines };
        command.SetAction(async (parsed, token) =>
        {
            var first = parsed.GetValue(writer);
            await RunAsync(
                new ThreadStoreOptions { Home = parsed.GetValue(home)!, Application = "faults", ProjectionInterval = TimeSpan.FromMilliseconds(5) },
                store => [.. Enumerable.Range(first, parsed.GetValue(threads)).Select(number =>
                    new Worker(store, ThreadOf(number), parsed.GetValue(durability), number, parsed.GetValue(round)))],
                parsed.GetValue(lines),
                token).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(ThreadStoreOptions options, Func<LocalThreadStore, Worker[]> start, int lines, CancellationToken token)
    {
        var store = LocalThreadStore.Open(options);
        await using (store.ConfigureAwait(false))
        {
            new Report("ready").Send();
            await Task.WhenAll(start(store).Select(worker => Task.Run(() => worker.RunAsync(lines, token), CancellationToken.None))).ConfigureAwait(false);
        }
    }
}
