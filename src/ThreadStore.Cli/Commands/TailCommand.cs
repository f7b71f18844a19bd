using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>tail</c>: the last lines of a thread, and those that follow.</summary>
internal static class TailCommand
{
    private const int DefaultLines = 10;

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var id = CommonArguments.Id(common);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is appended, whoever appends it, until Ctrl-C" };
        var lines = new Option<int>("--lines", "-n") { Description = "How many of the last lines", DefaultValueFactory = static _ => DefaultLines, HelpName = "N" };
        var command = new Command(
            "tail",
            "Shows the last lines of a thread, as show --history does, and with -f those that are appended, also by another program. It goes on when the thread is "
            + "archived; half a line is never shown. Ctrl-C ends it with exit code 0.") { id, follow, lines };
        command.SetAction((parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(lines);
            if (count < 0)
            {
                throw new UsageException($"--lines must be 0 or more, not {count}");
            }

            return RunAsync(
                common.ExistingHomeOf(parsed), ThreadId.Parse(parsed.GetRequiredValue(id)), count, parsed.GetValue(follow), parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, ThreadId id, int count, bool isFollowing, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            using var tail = store.Follow(id, count);
            using var lines = new JsonLines(io.Data);
            Write(tail, lines, isJson, io);
            try
            {
                while (isFollowing)
                {
                    await tail.WaitAsync(cancellationToken).ConfigureAwait(false);
                    Write(tail, lines, isJson, io);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // That is how following ends.
            }
        }

        return ExitCodes.Fine;
    }

    private static void Write(HistoryTail tail, JsonLines lines, bool isJson, ToolOutput io)
    {
        var (bad, withdrawn) = (tail.BadLines, tail.Withdrawn);
        while (tail.Read(out var line))
        {
            if (isJson)
            {
                HistoryOutput.WriteJson(line, lines, io);
            }
            else
            {
                HistoryOutput.WriteText(line, io);
            }
        }

        io.Flush();
        HistoryOutput.NoteBadLines(tail.BadLines - bad, io);
        if (tail.Withdrawn > withdrawn)
        {
            io.Note("lines that were shown have been withdrawn by their writer");
        }
    }
}
