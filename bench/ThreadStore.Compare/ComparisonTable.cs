using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Compare;

/// <summary>The figures as a person reads them: a row for each, and the notes below.</summary>
internal static class ComparisonTable
{
    internal static void Write(IReadOnlyList<Measurement> measured, TextWriter output)
    {
        string[][] rows = [["figure", "unit", "ours", "theirs", "ratio", "target", "", "spread", "rival"], .. measured.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column is >= 2 and <= 5 or 7 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }

        foreach (var result in measured.Where(static result => result.Note is not null))
        {
            output.WriteLine($"{result.Name}: {result.Note}");
        }
    }

    private static string[] Row(Measurement result) =>
    [
        result.Name,
        result.Unit,
        Number(result.Value),
        Number(result.TheirValue),
        Number(result.Ratio),
        result.Target is { } target ? $"{(result.Better is Better.Lower ? "<=" : ">=")} {Number(target)}" : "",
        result.IsMet switch { true => "met", false => "MISSED", null => "" },
        string.Create(CultureInfo.InvariantCulture, $"{(double.IsFinite(result.Spread) ? result.Spread : 0):P0}"),
        result.Rival ?? "",
    ];

    private static string Number(double? value) => value is { } number && double.IsFinite(number)
        ? number.ToString(number is >= 1000 or <= -1000 ? "#,0" : "G4", CultureInfo.InvariantCulture)
        : "";
}
