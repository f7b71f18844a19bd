using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>doctor</c>: what is wrong with a home, and what would mend it.</summary>
internal static class DoctorCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var command = new Command(
            "doctor",
            "Looks for what is wrong with a home, and says what would mend it: folders and modes, every line of every rollout, rows, locks, index files. Changes "
            + "nothing. Exit code 1 when there is a problem; a note harms nothing. What the columns of rows say is for verify.");
        command.SetAction((parsed, cancellationToken) => RunAsync(common.ExistingHomeOf(parsed), parsed.GetValue(common.Json), io, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var found = await ProgressBar.RunAsync(
            io,
            "Examining",
            bar => LocalThreadStore.DiagnoseAsync(CommonOptions.StoreOptions(home), new RebuildSink(bar), cancellationToken)).ConfigureAwait(false);
        var sorted = found.OrderByDescending(static one => one.IsProblem).ThenBy(static one => one.Kind).ThenBy(static one => one.Thread?.ToString(), StringComparer.Ordinal).ToList();
        if (isJson)
        {
            WriteJson(sorted, home, io);
        }
        else
        {
            WriteText(sorted, home, io);
        }

        io.Flush();
        var problems = found.Count(static one => one.IsProblem);
        var notes = found.Count - problems;
        io.Messages.WriteLine($"{(problems == 0 ? "no problems" : CountText.Of(problems, "problem"))}{(notes == 0 ? "" : $", {CountText.Of(notes, "note")}")}");
        return problems == 0 ? ExitCodes.Fine : ExitCodes.Differences;
    }

    private static void WriteText(List<StoreFinding> found, ChosenHome home, ToolOutput io)
    {
        foreach (var one in found)
        {
            io.Text.WriteLine($"{(one.IsProblem ? "problem" : "note   ")}  {CleanText.OneLine(one.What)}");
            io.Text.WriteLine($"   mend  {CleanText.OneLine(DoctorAdvice.For(one, home))}");
        }
    }

    private static void WriteJson(List<StoreFinding> found, ChosenHome home, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        foreach (var one in found)
        {
            var json = lines.Begin();
            json.WriteString("kind"u8, DoctorAdvice.NameOf(one.Kind));
            json.WriteBoolean("problem"u8, one.IsProblem);
            json.WriteString("id"u8, one.Thread?.ToString());
            json.WriteString("path"u8, one.Path);
            json.WriteString("what"u8, one.What);
            json.WriteString("mend"u8, DoctorAdvice.For(one, home));
            lines.End();
        }
    }
}
