using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>fork</c>: a new thread that goes on from a point of another one.</summary>
internal static class ForkCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var id = CommonArguments.Id(common);
        var turn = new Option<string?>("--turn") { Description = "The last turn that the fork continues [default: all of the thread]", HelpName = "T" };
        var at = new Option<long?>("--at")
        {
            Description = "Where the fork begins: the end of a line, which is the offset of the next one in show --history --json",
            HelpName = "OFFSET",
        };
        var command = new Command("fork", "Starts a thread that goes on from another one, and prints its id. The other one is not changed.") { id, turn, at };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(turn) is { Length: 0 })
            {
                throw new UsageException("--turn must name a turn");
            }

            var parent = ThreadId.Parse(parsed.GetRequiredValue(id));
            var point = new ForkThreadParams
            {
                LastTurnId = parsed.GetValue(turn),
                At = parsed.GetValue(at) is { } offset ? new Position(parent, offset) : null,
            };
            return RunAsync(common.ExistingHomeOf(parsed), parent, point, parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, ThreadId parent, ForkThreadParams point, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            // Its rollout is there from here on: whatever happens to the row, the user learns the id.
            var fork = store.Fork(parent, point);
            Write(fork.Id, parent, isJson, io);
            io.Flush();
            await IndexWait.RunAsync(
                io,
                async stop =>
                {
                    await fork.ShutdownAsync(sync: false, stop).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return ExitCodes.Fine;
    }

    private static void Write(ThreadId fork, ThreadId parent, bool isJson, ToolOutput io)
    {
        if (!isJson)
        {
            io.Text.WriteLine(fork.ToString());
            return;
        }

        using var lines = new JsonLines(io.Data);
        var json = lines.Begin();
        json.WriteString("id"u8, fork.ToString());
        json.WriteString("forked_from_id"u8, parent.ToString());
        lines.End();
    }
}
