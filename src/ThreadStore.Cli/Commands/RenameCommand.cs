using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.History;

namespace ThreadStore.Cli.Commands;

/// <summary><c>rename</c>: gives a thread a name, kept in its log.</summary>
internal static class RenameCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var id = CommonArguments.Id(common);
        var name = new Argument<string>("NAME") { Description = "The new name" };
        var timeout = new Option<double?>("--timeout") { Description = "How long to wait for an index that others hold [default: as long as they do]", HelpName = "SECONDS" };
        var command = new Command("rename", "Gives a thread a name. It is kept in the thread's log, so it survives the loss of the index.") { id, name, timeout };
        command.SetAction((parsed, cancellationToken) =>
        {
            var seconds = parsed.GetValue(timeout);
            if (seconds is { } limit && !(limit > 0 && limit < int.MaxValue / 1000))
            {
                throw new UsageException("--timeout must be more than 0 seconds");
            }

            return RunAsync(
                common.ExistingHomeOf(parsed),
                ThreadId.Parse(parsed.GetRequiredValue(id)),
                parsed.GetRequiredValue(name),
                seconds is { } given ? TimeSpan.FromSeconds(given) : null,
                parsed.GetValue(common.Json),
                io,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ChosenHome home, ThreadId id, string name, TimeSpan? timeout, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new UsageException("the name must not be blank");
        }

        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            await PatientWait.RunAsync(
                io,
                IndexWait.What,
                timeout,
                () => IsInTheLog(store, id, name) ? "the name is in the thread's log, and lists show it when the index is free" : "nothing was changed",
                stop => store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = name }, stop),
                cancellationToken).ConfigureAwait(false);
        }

        if (isJson)
        {
            using var lines = new JsonLines(io.Data);
            var json = lines.Begin();
            json.WriteString("id"u8, id.ToString());
            json.WriteString("name"u8, name);
            lines.End();
        }
        else
        {
            io.Text.WriteLine($"{id} {CleanText.OneLine(name)}");
        }

        return ExitCodes.Fine;
    }

    // The newest journal line that gives a name is this one.
    private static bool IsInTheLog(LocalThreadStore store, ThreadId id, string name)
    {
        using var history = store.ReadHistory(id, HistoryStart.End);
        while (history.Read(out var line))
        {
            if (line.TypeName.SequenceEqual("threadstore_metadata"u8) && JsonText.TryReadText(line.Payload, "name"u8) is { } given)
            {
                return given == name;
            }
        }

        return false;
    }
}
