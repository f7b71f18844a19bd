using System;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;
using ThreadStore.Report.Verdicts;

namespace ThreadStore.Report;

/// <summary>A run, and a diff of two, as tables of text.</summary>
internal static class TextReport
{
    internal static void Print(IAnsiConsole console, BenchRun run)
    {
        foreach (var part in run.Parts)
        {
            var machine = part.Machine;
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{part.Part}: {machine.Cpu}, {machine.Cores} cores, {machine.Kernel}, {machine.FileSystem}, SQLite {machine.Sqlite}, commit {machine.Commit}, {machine.At:yyyy-MM-dd HH:mm} UTC, noise {machine.Noise.MedianOverFastest:0.00} (p99 {machine.Noise.P99OverFastest:0.0})"));
        }

        var targets = run.Results.Where(static result => result.Target is not null).ToList();
        if (targets.Count > 0)
        {
            var table = New($"Targets: {targets.Count(static result => result.IsMet == true)} of {targets.Count} met", "measurement", "ours", "theirs", "ratio", "target", "", "spread");
            foreach (var result in targets)
            {
                Add(table, result.Name, FigureText.Of(result.Value, result.Unit), Theirs(result), FigureText.Ratio(result), FigureText.Target(result), FigureText.Met(result), FigureText.Spread(result));
            }

            console.Write(table);
        }

        PrintLatencies(console, run);
        var all = New("All", "measurement", "ours", "theirs", "ratio", "spread", "against");
        foreach (var result in run.Results)
        {
            Add(all, result.Name, FigureText.Of(result.Value, result.Unit), Theirs(result), FigureText.Ratio(result), FigureText.Spread(result), result.Rival ?? "");
        }

        console.Write(all);
    }

    internal static void Print(IAnsiConsole console, RunDiff diff)
    {
        if (!diff.IsSameMachine)
        {
            console.WriteLine("The runs are of different machines (processor or cores): only ratios are compared, and bytes.");
        }

        console.WriteLine($"Noise of the machine: {FigureText.Percent(diff.Noise)}. A difference counts when it exceeds this and both runs' own spread.");
        var table = New("Changes", "measurement", "before", "after", "", "change", "must exceed", "verdict");
        foreach (var row in diff.Rows.OrderBy(static row => row.Change.Verdict switch { Verdict.Worse => 0, Verdict.Better => 1, Verdict.Unknown => 2, _ => 3 }))
        {
            Add(
                table,
                row.Before.Name,
                Figure(row, row.Before),
                Figure(row, row.After),
                row.IsRatio ? "ratio" : "",
                row.Change.Factor is { } factor ? (factor - 1).ToString("+0.0%;-0.0%", CultureInfo.InvariantCulture) : "",
                row.Change.Threshold is { } threshold ? FigureText.Percent(threshold) : "",
                row.Change.Verdict.ToString().ToLowerInvariant() + (row.Change.Why is { } why ? $" ({why})" : ""));
        }

        console.Write(table);
        foreach (var (names, where) in new[] { (diff.OnlyBefore, "first"), (diff.OnlyAfter, "second") })
        {
            if (names.Count > 0)
            {
                console.WriteLine($"Only in the {where}: {string.Join(", ", names)}");
            }
        }

        console.WriteLine(string.Join(", ", new[] { Verdict.Worse, Verdict.Better, Verdict.Same, Verdict.Unknown }
            .Select(verdict => $"{diff.Rows.Count(row => row.Change.Verdict == verdict)} {verdict.ToString().ToLowerInvariant()}")));
    }

    private static void PrintLatencies(IAnsiConsole console, BenchRun run)
    {
        var rows = LatencyRow.Of(run.Results);
        if (rows.Count == 0)
        {
            return;
        }

        var table = New("Latencies (ours | theirs)", ["", .. LatencyRow.Columns]);
        foreach (var row in rows)
        {
            Add(table, [row.Name, .. row.Quantiles.Select(static result =>
                result is null ? "" : FigureText.Of(result.Value, result.Unit) + (result.TheirValue is null ? "" : $" | {Theirs(result)}"))]);
        }

        console.Write(table);
    }

    private static string Figure(DiffRow row, Measurement result) =>
        row.IsRatio ? FigureText.Ratio(result) : FigureText.Of(result.Value, result.Unit);

    private static string Theirs(Measurement result) => result.TheirValue is { } theirs ? FigureText.Of(theirs, result.Unit) : "";

    private static Table New(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        }

        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
