using System.Collections.Generic;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace ThreadStore.Measuring;

/// <summary>The figures of a run as a person reads them when it ends: a row for each, and the notes below.</summary>
public static class MeasurementTable
{
    // A file or a pipe has no width, and a terminal breaks lines itself: nothing is cut here.
    private const int Width = 1000;

    /// <summary>Writes it as plain text.</summary>
    public static void Write(IReadOnlyList<Measurement> results, TextWriter output)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("measurement", "unit");
        foreach (var figure in new[] { "ours", "theirs", "ratio", "target" })
        {
            table.AddColumn(new TableColumn(figure).RightAligned());
        }

        table.AddColumn("met");
        table.AddColumn(new TableColumn("spread").RightAligned());
        table.AddColumn("against");
        foreach (var result in results)
        {
            table.AddRow([.. Row(result).Select(Markup.Escape)]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        console.Write(table);
        foreach (var result in results.Where(static result => result.Note is not null))
        {
            output.WriteLine($"{result.Name}: {result.Note}");
        }
    }

    private static string[] Row(Measurement result) =>
    [
        result.Name,
        result.Unit,
        FigureText.Digits(result.Value),
        result.TheirValue is { } theirs ? FigureText.Digits(theirs) : "",
        FigureText.Ratio(result),
        FigureText.Target(result),
        FigureText.Met(result),
        FigureText.Spread(result),
        result.Rival ?? "",
    ];
}
