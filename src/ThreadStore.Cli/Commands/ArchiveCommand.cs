using System.CommandLine;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>archive</c>: threads into the archive.</summary>
internal static class ArchiveCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var ids = CommonArguments.Ids(common);
        var command = new Command("archive", "Moves threads into the archive: lists show them with --archived only. Nothing of them is lost, and unarchive brings them back.") { ids };
        command.SetAction((parsed, cancellationToken) => ThreadBatch.RunAsync(
            common.ExistingHomeOf(parsed),
            CommonArguments.ParseIds(parsed.GetRequiredValue(ids)),
            io,
            static async (store, id, stop) =>
            {
                await store.ArchiveAsync(id, stop).ConfigureAwait(false);
                return true;
            },
            (id, isArchived) => Write(id, isArchived, parsed.GetValue(common.Json), io),
            cancellationToken));
        return command;
    }

    /// <summary>Says in which collection a thread lies now.</summary>
    internal static void Write(ThreadId id, bool isArchived, bool isJson, ToolOutput io)
    {
        if (!isJson)
        {
            io.Text.WriteLine($"{id} {(isArchived ? "archived" : "active")}");
            return;
        }

        using var lines = new JsonLines(io.Data);
        var json = lines.Begin();
        json.WriteString("id"u8, id.ToString());
        json.WriteBoolean("archived"u8, isArchived);
        lines.End();
    }
}
