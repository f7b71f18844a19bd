using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>verify</c>: every line parsed, and the index held against what the logs say.</summary>
internal static class VerifyCommand
{
    private const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var command = new Command(
            "verify",
            "Parses every line of the logs and holds the index against them; changes nothing. Exit code 1 when something differs. A row that is merely "
            + "behind its log is only noted: the next open brings it up.");
        command.SetAction((parsed, cancellationToken) => RunAsync(common.ExistingHomeOf(parsed), parsed.GetValue(common.Json), io, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var last = default(RebuildProgress);
        var found = await ProgressBar.RunAsync(io, "Verifying", async bar =>
        {
            var sink = new RebuildSink(bar);
            var result = await LocalThreadStore.VerifyAsync(CommonOptions.StoreOptions(home), sink, cancellationToken).ConfigureAwait(false);
            last = sink.Last;
            return result;
        }).ConfigureAwait(false);

        NoteWideMode(home, io);
        foreach (var behind in found.Where(static one => one.Kind is DifferenceKind.Behind))
        {
            io.Note($"{behind.Thread} is behind its log by {behind.Length} bytes from offset {behind.Offset}");
        }

        var differences = found.Where(static one => one.Kind is not DifferenceKind.Behind)
            .OrderBy(static one => one.Thread?.ToString(), StringComparer.Ordinal).ThenBy(static one => one.Offset).ThenBy(static one => one.Kind)
            .ToList();
        Write(differences, isJson, io);
        io.Flush();
        io.Messages.WriteLine($"{CountText.Of(last.Files, "rollout")}, {last.Bytes:N0} bytes: {Count(differences.Count)}");
        return differences.Count == 0 ? ExitCodes.Fine : ExitCodes.Differences;
    }

    private static void Write(List<StoreDifference> differences, bool isJson, ToolOutput io)
    {
        if (isJson)
        {
            using var lines = new JsonLines(io.Data);
            differences.ForEach(one => WriteJson(lines, one));
        }
        else if (differences.Count > 0)
        {
            WriteTable(differences, io);
        }
    }

    private static void WriteJson(JsonLines lines, StoreDifference difference)
    {
        var json = lines.Begin();
        json.WriteString("id"u8, difference.Thread?.ToString());
        json.WriteString("kind"u8, NameOf(difference.Kind));
        json.WriteNumber("offset"u8, difference.Offset);
        json.WriteNumber("length"u8, difference.Length);
        json.WriteString("reason"u8, difference.Reason);
        lines.End();
    }

    private static void WriteTable(List<StoreDifference> differences, ToolOutput io)
    {
        var table = Screen.NewTable().AddColumns("Kind", "Thread", "Offset", "Length", "Reason");
        table.Columns[0].NoWrap();
        table.Columns[1].NoWrap();
        foreach (var one in differences)
        {
            table.AddRow(
                new Text(NameOf(one.Kind)),
                new Text(one.Thread?.ToString() ?? "-"),
                new Text(one.Offset.ToString()).RightJustified(),
                new Text(one.Length.ToString()).RightJustified(),
                Screen.Cell(one.Reason, 200));
        }

        Screen.ForData(io).Write(table);
    }

    private static void NoteWideMode(string home, ToolOutput io)
    {
        if (!OperatingSystem.IsWindows() && (new DirectoryInfo(home).UnixFileMode & OthersMayRead) != UnixFileMode.None)
        {
            io.Note($"others may read the home: {home}");
        }
    }

    private static string Count(int differences) => differences switch { 0 => "no differences", 1 => "1 difference", _ => $"{differences} differences" };

    // The names that programs see; an enum member may be renamed, these not.
    private static string NameOf(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Missing => "missing",
        DifferenceKind.Orphan => "orphan",
        DifferenceKind.Differs => "differs",
        DifferenceKind.Behind => "behind",
        DifferenceKind.TornTail => "torn_tail",
        DifferenceKind.BadLine => "bad_line",
        DifferenceKind.ForeignFile => "foreign_file",
        DifferenceKind.Unreadable => "unreadable",
        DifferenceKind.DamagedIndex => "damaged_index",
        _ => kind.ToString(),
    };
}
