using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>archive</c> and <c>unarchive</c>: threads into the archive and back.</summary>
internal static class ArchiveCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io) => Build(
        "archive",
        "Moves threads into the archive: lists show them with --archived only. Nothing of them is lost, and unarchive brings them back.",
        isArchiving: true,
        static (store, id, stop) => store.ArchiveAsync(id, stop),
        common,
        io);

    internal static Command BuildUnarchive(CommonOptions common, ToolOutput io) => Build(
        "unarchive",
        "Brings threads back from the archive, into the folder of the day that they were made.",
        isArchiving: false,
        static (store, id, stop) => store.UnarchiveAsync(id, stop),
        common,
        io);

    private static Command Build(
        string name, string description, bool isArchiving, Func<LocalThreadStore, ThreadId, CancellationToken, Task> move, CommonOptions common, ToolOutput io)
    {
        var ids = CommonArguments.Ids(common);
        var command = new Command(name, description) { ids };
        command.SetAction((parsed, cancellationToken) => ThreadBatch.RunAsync(
            common.ExistingHomeOf(parsed),
            CommonArguments.ParseIds(parsed.GetRequiredValue(ids)),
            io,
            async (store, id, stop) =>
            {
                await move(store, id, stop).ConfigureAwait(false);
                return isArchiving;
            },
            (id, isArchived) => Write(id, isArchived, parsed.GetValue(common.Json), io),
            cancellationToken));
        return command;
    }

    // In which collection the thread lies now.
    private static void Write(ThreadId id, bool isArchived, bool isJson, ToolOutput io)
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
