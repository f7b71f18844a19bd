using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.Transfer;

namespace ThreadStore.Cli.Commands;

/// <summary><c>import</c>: the threads of an archive into a home.</summary>
internal static class ImportCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var file = new Argument<string>("FILE") { Description = "The archive that export made: - is the standard input" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Verify the archive and say what would become of each thread; change nothing" };
        var command = new Command(
            "import",
            "Takes the threads of an archive into the home, which is made when it is missing. All of the archive is verified first, and nothing is overwritten: "
            + "what is there with the same bytes is present, with others it is a conflict. Interrupted, it is finished by importing once more. Exit code 1 when a "
            + "thread could not be imported.") { file, dryRun };
        command.SetAction((parsed, cancellationToken) =>
        {
            var isDryRun = parsed.GetValue(dryRun);
            return RunAsync(
                isDryRun ? common.ExistingHomeOf(parsed) : common.HomeOf(parsed), CommonArguments.FileOf(parsed.GetRequiredValue(file)), isDryRun, parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, string file, bool isDryRun, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ImportReport report;
        // Before the home: a file that is not there makes none.
        var archive = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        await using (archive.ConfigureAwait(false))
        {
            var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
            await using (store.ConfigureAwait(false))
            {
                report = await ProgressBar.RunAsync(
                    io, "Importing", _ => store.ImportAsync(archive, new ThreadImport { DryRun = isDryRun }, cancellationToken)).ConfigureAwait(false);
            }
        }

        foreach (var parent in report.MissingParents)
        {
            io.Note($"a fork continues thread {parent}, which neither the archive nor the home has");
        }

        Write(report, isJson, io);
        var isWhole = report.Threads.All(static thread => thread.Outcome is ImportOutcome.Imported or ImportOutcome.Present) && report.MissingParents.Count == 0;
        return isWhole ? ExitCodes.Fine : ExitCodes.Differences;
    }

    private static void Write(ImportReport report, bool isJson, ToolOutput io)
    {
        if (isJson)
        {
            WriteJson(report, io);
            return;
        }

        foreach (var thread in report.Threads.Where(static thread => thread.Reason is not null))
        {
            io.Text.WriteLine($"{thread.Id} {NameOf(thread.Outcome)}: {CleanText.OneLine(thread.Reason!)}");
        }

        var counts = report.Threads.GroupBy(static thread => thread.Outcome).OrderBy(static group => group.Key)
            .Select(static group => $"{group.Count()} {NameOf(group.Key)}");
        io.Text.WriteLine($"{(report.IsDryRun ? "would be: " : "")}{(report.Threads.Count == 0 ? "no threads" : string.Join(", ", counts))}");
    }

    private static void WriteJson(ImportReport report, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        foreach (var thread in report.Threads)
        {
            var json = lines.Begin();
            json.WriteString("id"u8, thread.Id.ToString());
            json.WriteString("outcome"u8, NameOf(thread.Outcome));
            json.WriteString("path"u8, thread.RelativePath);
            json.WriteNumber("bytes"u8, thread.Bytes);
            json.WriteString("reason"u8, thread.Reason);
            lines.End();
        }
    }

    // The names that programs see; an enum member may be renamed, these not.
    private static string NameOf(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Imported => "imported",
        ImportOutcome.Present => "present",
        ImportOutcome.Conflict => "conflict",
        ImportOutcome.Busy => "busy",
        _ => outcome.ToString(),
    };
}
