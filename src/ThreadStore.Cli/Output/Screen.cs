using System;
using System.IO;
using Spectre.Console;

namespace ThreadStore.Cli.Output;

/// <summary>Makes consoles for tables and progress that know what their stream can show.</summary>
internal static class Screen
{
    /// <summary>The console for data.</summary>
    internal static IAnsiConsole ForData(ToolOutput io) => Create(io.Text, io.IsDataTerminal, io.HasDataColor, io.Width);

    /// <summary>The console for messages; its progress bars move only on a terminal.</summary>
    internal static IAnsiConsole ForMessages(ToolOutput io) =>
        Create(io.Messages, io.IsMessagesTerminal, io.HasMessagesColor, Math.Max(40, io.IsMessagesTerminal ? Console.WindowWidth : 0));

    /// <summary>A table in the house's form.</summary>
    internal static Table NewTable() => new Table().Border(TableBorder.Simple).Expand();

    /// <summary>Text of a cell, cut to a number of characters; markup in it is text.</summary>
    internal static Text Cell(string? text, int length) => new(CleanText.Cut(text, length));

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool hasColor, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            // Said, not detected: it looks only at Console.Out itself.
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        return console;
    }
}
