using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace ThreadStore.Faults;

/// <summary>Any number of kill rounds, on demand.</summary>
internal static class KillCommand
{
    internal static Command Build()
    {
        var rounds = new Option<int>("--rounds") { Description = "How many kills.", DefaultValueFactory = static _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "Chooses the moments of the kills, and what is written.", DefaultValueFactory = static _ => 1 };
        var durability = new Option<Durability?>("--durability") { Description = "What appends promise; when it is not given: now this, now that." };
        var command = new Command("kill", "Kills a writing process again and again, and holds what is left against what it had been told.") { rounds, seed, durability };
        command.SetAction(async (parsed, token) =>
        {
            var begun = Stopwatch.GetTimestamp();
            var run = new KillRun(parsed.GetValue(seed), parsed.GetValue(durability));
            await run.RunAsync(parsed.GetValue(rounds)).WaitAsync(token).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Rounds} kills, {run.Promises} promises, nothing lost, {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s")).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
