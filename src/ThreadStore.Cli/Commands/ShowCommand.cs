using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>show</c>: one thread's row, and its history when asked for.</summary>
internal static class ShowCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var id = CommonArguments.Id(common);
        var history = new Option<bool>("--history") { Description = "Also the lines of its rollout" };
        var command = new Command("show", "Shows one thread.") { id, history };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            common.ExistingHomeOf(parsed),
            ThreadId.Parse(parsed.GetRequiredValue(id)),
            parsed.GetValue(history),
            parsed.GetValue(common.Json),
            io,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string home, ThreadId id, bool isHistoryWanted, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            await CatchUpWait.RunAsync(store, io, cancellationToken).ConfigureAwait(false);
            await store.RefreshAsync([id], cancellationToken).ConfigureAwait(false);
            var thread = store.Read(id);
            using var history = isHistoryWanted ? store.ReadHistory(id) : null;
            if (isJson)
            {
                using var lines = new JsonLines(io.Data);
                ThreadRowJson.Write(lines, thread, store.FullPath(thread));
                HistoryOutput.WriteJson(history, lines, io, cancellationToken);
            }
            else
            {
                ThreadDetails.Write(thread, store.FullPath(thread), io);
                HistoryOutput.WriteText(history, io, cancellationToken);
            }
        }

        return ExitCodes.Fine;
    }
}
