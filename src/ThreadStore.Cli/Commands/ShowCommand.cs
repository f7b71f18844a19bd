using System.CommandLine;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>show</c>: one thread's row, and its history, turns or items when asked for.</summary>
internal static class ShowCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var id = CommonArguments.Id(common);
        var history = new Option<bool>("--history") { Description = "Also the lines of its rollout" };
        var turns = new Option<bool>("--turns") { Description = "Also its turns, oldest first, with the first words of the user and the last of the agent" };
        var full = new Option<bool>("--full") { Description = "All items of each turn" };
        var items = new Option<bool>("--items") { Description = "Also its items, oldest first: messages, commands, changes of files, …" };
        var command = new Command("show", "Shows one thread.") { id, history, turns, full, items };
        command.SetAction((parsed, cancellationToken) =>
        {
            var parts = (parsed.GetValue(history) ? ShownParts.History : ShownParts.None) | (parsed.GetValue(turns) ? ShownParts.Turns : ShownParts.None) | (parsed.GetValue(items) ? ShownParts.Items : ShownParts.None);
            if (BitOperations.PopCount((uint)parts) > 1)
            {
                throw new UsageException("use one of --history, --turns and --items");
            }

            if (parsed.GetValue(full))
            {
                parts = parts == ShownParts.Turns ? ShownParts.FullTurns : throw new UsageException("--full is for --turns");
            }

            return RunAsync(common.ExistingHomeOf(parsed), ThreadId.Parse(parsed.GetRequiredValue(id)), parts, parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, ThreadId id, ShownParts parts, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            await CatchUpWait.RunAsync(store, io, cancellationToken).ConfigureAwait(false);
            await store.RefreshAsync([id], cancellationToken).ConfigureAwait(false);
            var thread = store.Read(id);
            using var history = parts == ShownParts.History ? store.ReadHistory(id) : null;
            if (isJson)
            {
                using var lines = new JsonLines(io.Data);
                ThreadRowJson.Write(lines, thread, store.FullPath(thread));
                HistoryOutput.WriteJson(history, lines, io, cancellationToken);
                TurnOutput.WriteJson(store, id, parts, lines, io, cancellationToken);
            }
            else
            {
                ThreadDetails.Write(thread, store.FullPath(thread), io);
                HistoryOutput.WriteText(history, io, cancellationToken);
                TurnOutput.WriteText(store, id, parts, io, cancellationToken);
            }
        }

        return ExitCodes.Fine;
    }
}
