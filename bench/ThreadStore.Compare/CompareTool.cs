using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Compare.Codex;
using ThreadStore.Compare.Listing;
using ThreadStore.Compare.Projection;
using ThreadStore.Compare.Rebuild;
using ThreadStore.Measuring;

namespace ThreadStore.Compare;

/// <summary>The command line: which parts run, and where the figures go.</summary>
internal static class CompareTool
{
    private static readonly IComparison[] s_parts = [new AppendComparison(), new ListComparison(), new ProjectionComparison(), new RebuildComparison(), new CodexComparison()];

    /// <summary>Runs one command line; the result is the exit code, 0 or 2.</summary>
    internal static Task<int> RunAsync(string[] args) => BenchTool.RunAsync(Build(), args, Console.Error);

    private static RootCommand Build()
    {
        var parts = string.Join("; ", s_parts.Select(static part => $"{part.Name}: {part.Summary}"));
        var only = new Option<string[]>("--only")
        {
            Description = $"Parts to run, all of them without. {parts}.",
            HelpName = "PART",
            AllowMultipleArgumentsPerToken = true,
        };
        _ = only.AcceptOnlyFromAmong([.. s_parts.Select(static part => part.Name)]);
        var quick = new Option<bool>("--quick") { Description = "Small sizes and few rounds, within this process as far as possible: less than two minutes." };
        var json = new Option<string?>("--json") { Description = "Where to write the figures, an array of one object for each.", HelpName = "FILE" };
        var results = new Option<string?>("--results") { Description = "Where to write every round of them, as the other programs of the suite do.", HelpName = "FILE" };
        var run = new Command("run", "Compares, checks the answers of both sides, and prints a table.") { only, quick, json, results };
        run.SetAction(parsed => RunAsync(parsed.GetValue(only) ?? [], parsed.GetValue(quick), parsed.GetValue(json), parsed.GetValue(results)));
        var home = new Argument<string>("HOME");
        var open = new Command(ColdOpen.Command) { home };
        open.Hidden = true;
        open.SetAction(parsed => ColdOpen.RunHereAsync(parsed.GetValue(home)!));
        return new RootCommand("Holds the store against what a user would pick instead, on this machine and in one run.") { run, open };
    }

    private static async Task<int> RunAsync(string[] only, bool isQuick, string? json, string? results)
    {
        var machine = MachineFacts.Collect();
        var measured = new List<Measurement>();
        using var run = new ComparisonRun(isQuick, Console.Error);
        foreach (var part in s_parts)
        {
            if (only.Length > 0 ? only.Contains(part.Name, StringComparer.Ordinal) : !isQuick || part.IsInQuickRun)
            {
                run.Say($"{part.Name} …");
                measured.AddRange(await part.RunAsync(run).ConfigureAwait(false));
            }
        }

        MeasurementTable.Write(measured, Console.Out);
        if (json is not null)
        {
            ComparisonFile.Write(json, machine, measured);
        }

        if (results is not null)
        {
            new ResultFile("compare", machine, measured).Write(results);
        }

        return 0;
    }
}
