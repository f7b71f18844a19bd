using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using ThreadStore.Scale.Children;

namespace ThreadStore.Scale;

/// <summary>The command line.</summary>
internal static class ScaleTool
{
    /// <summary>The hidden verb by which the program runs itself.</summary>
    internal const string ChildVerb = "child";

    private static readonly string[] s_numbers = ["threads", "rounds", "lists", "number", "first", "step", "steps", "turns", "pages"];

    /// <summary>Runs one command line; the result is the exit code, 0 or 2.</summary>
    internal static Task<int> RunAsync(string[] args) => BenchTool.RunAsync(Build(), args, Console.Error);

    private static RootCommand Build() => new("What a home of a thousand to a million threads costs, and a rollout of ten gigabytes.")
    {
        BuildRun(),
        BuildHistory(),
        BuildChild(),
    };

    private static Command BuildRun()
    {
        var threads = new Option<string>("--threads") { Description = "Sizes of homes, such as 1000,10000. Default: 1000,10000,100000,1000000, and 1000,10000 when quick." };
        var quick = new Option<bool>("--quick") { Description = "Fewer rounds." };
        var json = Json();
        var command = new Command("run", "List, open after a clean exit and after a kill, first append, rebuild, and memory per dormant thread, by the number of threads.") { threads, quick, json };
        command.SetAction(parsed =>
        {
            var isQuick = parsed.GetValue(quick);
            var sizes = Sizes(parsed.GetValue(threads) ?? (isQuick ? "1000,10000" : "1000,10000,100000,1000000"));
            var path = parsed.GetValue(json)!;
            var machine = MachineFacts.Collect();
            var results = new List<Measurement>();
            foreach (var size in sizes)
            {
                using var folder = new ScratchFolder();
                results.AddRange(new SizeRun(folder.File("home"), folder.File("warm"), Fitting(size), isQuick).Run(Say));
            }

            End(path, machine, GrowthNotes.Add(results));
        });
        return command;
    }

    private static Command BuildHistory()
    {
        var gigabytes = new Option<double?>("--gigabytes") { Description = "How long the rollout is. Default: 10, and 0.064 when quick." };
        var quick = new Option<bool>("--quick") { Description = "A short one." };
        var json = Json();
        var command = new Command("history", "One long rollout, read backward by page in a process with a heap of 64 MB.") { gigabytes, quick, json };
        command.SetAction(parsed =>
        {
            var length = parsed.GetValue(gigabytes) ?? (parsed.GetValue(quick) ? 0.064 : 10);
            if (length is not (>= 0.01 and <= 1000))
            {
                throw new BadInputException($"--gigabytes is from 0.01 to 1000, not {length}");
            }

            var machine = MachineFacts.Collect();
            using var folder = new ScratchFolder();
            End(parsed.GetValue(json)!, machine, HistoryRun.Run(folder.File("home"), length, Say));
        });
        return command;
    }

    private static Command BuildChild()
    {
        var home = new Argument<string>("home");
        var warm = new Option<string?>("--warm");
        var sweep = new Option<bool>("--sweep");
        var tokens = new Option<long?>("--killed", "--tokens");
        var numbers = s_numbers.ToDictionary(static name => name, static name => new Option<int>($"--{name}"), StringComparer.Ordinal);
        var command = new Command(ChildVerb) { Hidden = true };
        Add("rebuild", parsed => RebuildChild.RunAsync(parsed.GetValue(home)!, Number(parsed, "threads"), Number(parsed, "rounds")));
        Add("list", parsed => ListChild.RunAsync(parsed.GetValue(home)!, Number(parsed, "threads"), Number(parsed, "rounds"), Number(parsed, "lists")));
        Add("open", parsed => OpenChild.RunAsync(parsed.GetValue(home)!, Number(parsed, "number"), parsed.GetValue(warm), parsed.GetValue(sweep), parsed.GetValue(tokens)));
        Add("dormant", parsed => DormantChild.RunAsync(parsed.GetValue(home)!, Number(parsed, "first"), Number(parsed, "step"), Number(parsed, "steps")));
        Add("history", parsed => HistoryChild.RunAsync(parsed.GetValue(home)!, Number(parsed, "turns"), Number(parsed, "pages")));
        Add("die", parsed =>
        {
            OpenChild.Die(parsed.GetValue(home)!, Number(parsed, "number"), parsed.GetValue(tokens) ?? 0);
            return Task.FromResult(new Figures());
        });
        return command;

        int Number(ParseResult parsed, string name) => parsed.GetValue(numbers[name]);

        void Add(string name, Func<ParseResult, Task<Figures>> run)
        {
            var verb = new Command(name) { home, warm, sweep, tokens };
            foreach (var option in numbers.Values)
            {
                verb.Add(option);
            }

            verb.SetAction(async (parsed, _) => Console.WriteLine(await run(parsed).ConfigureAwait(false)));
            command.Add(verb);
        }
    }

    private static Option<string> Json() => new("--json") { Description = "Where the results go.", Required = true };

    private static int[] Sizes(string text) => [.. text.Split(',').Select(static part =>
        int.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var size) && size is >= 1000 and <= 10_000_000
            ? size
            : throw new BadInputException($"--threads takes numbers from 1000 to 10000000, not '{part}'"))];

    private static int Fitting(int wanted)
    {
        var threads = Room.Threads(wanted);
        if (threads < wanted)
        {
            Say($"the disk is short: {threads:N0} threads instead of {wanted:N0}");
        }

        return threads >= 1000 ? threads : throw new BadInputException("the disk has no room for a thousand threads besides the 20 GB that stay free");
    }

    private static void Say(string what) => Console.Error.WriteLine(what);

    private static void End(string path, MachineFacts machine, IReadOnlyList<Measurement> results)
    {
        new ResultFile(Path.GetFileNameWithoutExtension(path), machine, results).Write(path);
        MeasurementTable.Write(results, Console.Out);
    }
}
