using System;
using System.Collections.Generic;
using System.Globalization;
using Spectre.Console;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>The results as text.</summary>
internal static class ResultTable
{
    internal static void Print(IReadOnlyList<Measurement> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("measurement", "median", "unit", "spread", "limit", "met");
        foreach (var result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                result.Value.ToString("#,0.###", CultureInfo.InvariantCulture),
                result.Unit,
                result.Ours.Count < 3 ? "" : result.Spread.ToString("0%", CultureInfo.InvariantCulture),
                result.TheirValue?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "",
                result.IsMet switch { true => "yes", false => "NO", null => "" });
        }

        // A file or a pipe has no width: names are not broken there.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(table);
        foreach (var result in results)
        {
            if (result.Note?.Contains("stated:", StringComparison.Ordinal) == true)
            {
                AnsiConsole.WriteLine($"{result.Name}: {result.Note[result.Note.IndexOf("stated:", StringComparison.Ordinal)..]}");
            }
        }
    }
}
