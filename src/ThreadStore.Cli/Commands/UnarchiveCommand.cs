using System.CommandLine;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>unarchive</c>: threads out of the archive.</summary>
internal static class UnarchiveCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var ids = CommonArguments.Ids(common);
        var command = new Command("unarchive", "Brings threads back from the archive, into the folder of the day that they were made.") { ids };
        command.SetAction((parsed, cancellationToken) => ThreadBatch.RunAsync(
            common.ExistingHomeOf(parsed),
            CommonArguments.ParseIds(parsed.GetRequiredValue(ids)),
            io,
            static async (store, id, stop) =>
            {
                await store.UnarchiveAsync(id, stop).ConfigureAwait(false);
                return false;
            },
            (id, isArchived) => ArchiveCommand.Write(id, isArchived, parsed.GetValue(common.Json), io),
            cancellationToken));
        return command;
    }
}
