using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.Litmus;

var seconds = new Option<double>("--seconds") { Description = "How long, over all three parts.", DefaultValueFactory = static _ => 20 };
var rounds = new Option<long>("--rounds") { Description = "Rounds of each appender in each part, if the time is not over before.", DefaultValueFactory = static _ => long.MaxValue };
var seed = new Option<int>("--seed") { Description = "The seed of the delays: the same seed tries the same delays, not the same interleavings.", DefaultValueFactory = static _ => 1 };
var requireAll = new Option<bool>("--require-all") { Description = $"Also fail when one of these was never hit, which two cores show within seconds: {Tally.Required}." };
var root = new RootCommand(
    "Hammers the real slot, ready list, projector and store from several threads, holds them against their laws, and counts the interleavings that were hit. Exit code 1: a law was broken, or nothing moved any more.")
{
    seconds, rounds, seed, requireAll,
};
root.SetAction(parsed => PlayAllAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(seed), parsed.GetValue(requireAll)));
return await root.Parse(args).InvokeAsync();

static async Task<int> PlayAllAsync(TimeSpan length, long rounds, int seed, bool requiresAll)
{
    var tally = new Tally();
    var run = new Run("slot", seed, length * 0.25, rounds);
    try
    {
        SlotHammer.Play(run, tally);
        Report(run);
        run = new Run("projector", seed, length * 0.4, rounds);
        ProjectorHammer.Play(run, tally, Folder());
        Report(run);
        run = new Run("store", seed, length * 0.35, rounds);
        await StoreHammer.PlayAsync(run, tally, Folder());
        Report(run);
    }
    catch (BrokenLawException broken)
    {
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"VIOLATION in {run.Name}, seed {seed}, after {run.Rounds:N0} rounds: {broken.Message}"));
        // The threads that a broken law has left behind are not waited for.
        Environment.Exit(1);
    }

    var missing = tally.Print(Console.Out);
    foreach (var one in missing)
    {
        await Console.Out.WriteLineAsync($"never hit: {one}");
    }

    return requiresAll && missing.Count > 0 ? 1 : 0;
}

static void Report(Run run) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Name}: {run.Rounds:N0} rounds, no law broken"));

// In memory if there is such a place: the disk is not what is hammered.
static string Folder()
{
    var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    return Directory.CreateDirectory(Path.Combine(parent, $"threadstore-litmus-{Guid.NewGuid():N}")).FullName;
}
