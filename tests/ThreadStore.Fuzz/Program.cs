using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using ThreadStore.Fuzz.Targets;

namespace ThreadStore.Fuzz;

/// <summary>The command line of the fuzzer.</summary>
internal static class Program
{
    private static readonly (string Name, Func<FuzzTarget> Make)[] s_targets =
    [
        (LineTarget.TargetName, static () => new LineTarget()),
        (FactTarget.TargetName, static () => new FactTarget()),
        (CursorTarget.TargetName, static () => new CursorTarget()),
        (TraceTarget.TargetName, static () => new TraceTarget()),
        (ArgumentTarget.TargetName, static () => new ArgumentTarget()),
        (HomeTarget.TargetName, static () => new HomeTarget()),
        (LargeTarget.TargetName, static () => new LargeTarget()),
    ];

    private static int Main(string[] args)
    {
        var inputs = new Option<long>("--inputs") { Description = "How many inputs, over all targets by their shares", DefaultValueFactory = static _ => 100_000 };
        var seed = new Option<long>("--seed") { Description = "The seed: the same seed gives the same inputs", DefaultValueFactory = static _ => 1 };
        var target = new Option<string?>("--target") { Description = "One target only" };
        target.AcceptOnlyFromAmong([.. s_targets.Select(static one => one.Name)]);
        var minutes = new Option<double>("--minutes") { Description = "How long, at least", DefaultValueFactory = static _ => 10 };
        var input = new Option<long>("--input") { Description = "The number of the input", Required = true };
        var replayed = new Option<string>("--target") { Description = "The target", Required = true };
        replayed.AcceptOnlyFromAmong([.. s_targets.Select(static one => one.Name)]);

        var run = new Command("run", "Tries a number of inputs. Exit code 1: a law was broken, and what is printed says by which input.") { inputs, seed, target };
        run.SetAction(parsed => Run(parsed.GetValue(seed), parsed.GetValue(target), parsed.GetValue(inputs)));
        var soak = new Command("soak", "Tries inputs of one seed after the other until the time is over.") { minutes, seed, target };
        soak.SetAction(parsed => Soak(parsed.GetValue(seed), parsed.GetValue(target), TimeSpan.FromMinutes(parsed.GetValue(minutes))));
        var replay = new Command("replay", "Tries one input again.") { replayed, seed, input };
        replay.SetAction(parsed => Replay(parsed.GetRequiredValue(replayed), parsed.GetValue(seed), parsed.GetRequiredValue(input)));
        return new RootCommand("Gives bad bytes to every part of the store that reads bytes, and holds what it does against its laws and slow readings of the same bytes.")
        {
            run, soak, replay,
        }.Parse(args).Invoke();
    }

    private static int Run(long seed, string? name, long inputs)
    {
        var begun = Stopwatch.GetTimestamp();
        var targets = Make(name);
        var run = new FuzzRun(targets, seed, Console.Out);
        var isFine = run.Try(inputs);
        run.Report(Stopwatch.GetElapsedTime(begun));
        Dispose(targets);
        return isFine ? 0 : 1;
    }

    private static int Soak(long seed, string? name, TimeSpan length)
    {
        const int InputsOfASeed = 50_000;
        var begun = Stopwatch.GetTimestamp();
        do
        {
            Console.WriteLine($"seed {seed}");
            if (Run(seed++, name, InputsOfASeed) != 0)
            {
                return 1;
            }
        }
        while (Stopwatch.GetElapsedTime(begun) < length);

        return 0;
    }

    private static int Replay(string name, long seed, long input)
    {
        var targets = Make(name);
        var isFine = new FuzzRun(targets, seed, Console.Out).TryOne(targets[0], input);
        Console.WriteLine(isFine ? "no law is broken by that input" : "");
        Dispose(targets);
        return isFine ? 0 : 1;
    }

    private static List<FuzzTarget> Make(string? name) => [.. s_targets.Where(one => name is null || one.Name == name).Select(static one => one.Make())];

    private static void Dispose(List<FuzzTarget> targets) => targets.ForEach(static target => target.Dispose());
}
