using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>reconcile</c>: every log is looked at once, and rows that are behind are brought up.</summary>
internal static class ReconcileCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var command = new Command(
            "reconcile",
            "Looks at every log once, brings the rows up that are behind, and prints them. It compares lengths, so what is in order is not read: verify reads "
            + "everything and changes nothing, rebuild makes all rows anew.");
        command.SetAction((parsed, cancellationToken) => RunAsync(common.ExistingHomeOf(parsed), parsed.GetValue(common.Json), io, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var report = await ProgressBar.RunAsync(
            io, "Reconciling", _ => LocalThreadStore.ReconcileAsync(CommonOptions.StoreOptions(home), cancellationToken)).ConfigureAwait(false);
        if (isJson)
        {
            WriteJson(report, io);
        }
        else
        {
            foreach (var row in report.Changes)
            {
                io.Text.WriteLine($"{row.Id} {NameOf(row.Change),-8} {row.From:N0} to {row.To:N0} bytes");
            }
        }

        io.Flush();
        io.Messages.WriteLine($"{CountText.Of(report.Rows, "row")}, {(report.Changes.Count == 0 ? "all as they were" : $"{report.Changes.Count} changed")}");
        return ExitCodes.Fine;
    }

    private static void WriteJson(ReconcileReport report, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        foreach (var row in report.Changes)
        {
            var json = lines.Begin();
            json.WriteString("id"u8, row.Id.ToString());
            json.WriteString("change"u8, NameOf(row.Change));
            json.WriteNumber("from"u8, row.From);
            json.WriteNumber("to"u8, row.To);
            lines.End();
        }
    }

    // The names that programs see; an enum member may be renamed, these not.
    private static string NameOf(RowChange change) => change switch
    {
        RowChange.Added => "added",
        RowChange.Advanced => "advanced",
        RowChange.Replaced => "replaced",
        RowChange.Moved => "moved",
        RowChange.Removed => "removed",
        _ => change.ToString(),
    };
}
