using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>delete</c>: what would be removed of threads, and with <c>--yes</c> the removal.</summary>
internal static class DeleteCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var ids = CommonArguments.Ids(common);
        var yes = new Option<bool>("--yes") { Description = "Delete; without it nothing is changed" };
        var evenIfForked = new Option<bool>("--even-if-forked") { Description = "Also when forks continue the thread: they lose what came before them" };
        var command = new Command(
            "delete",
            "Says what of threads would be deleted, and with --yes deletes it: rollouts, what was derived from them, names, rows. There is no way back. Without --yes "
            + "the exit code is 1 when a delete would be refused because forks continue the thread.") { ids, yes, evenIfForked };
        command.SetAction((parsed, cancellationToken) =>
        {
            var threads = CommonArguments.ParseIds(parsed.GetRequiredValue(ids));
            var options = parsed.GetValue(evenIfForked) ? DeleteThreadOptions.EvenIfForked : DeleteThreadOptions.None;
            var isJson = parsed.GetValue(common.Json);
            var home = common.ExistingHomeOf(parsed);
            return parsed.GetValue(yes)
                ? ThreadBatch.RunAsync(
                    home,
                    threads,
                    io,
                    (store, id, stop) => store.DeleteAsync(id, options, stop),
                    (_, receipt) => DeleteOutput.Write(receipt, row: null, options, isJson, io),
                    cancellationToken)
                : PlanAsync(home, threads, options, isJson, io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PlanAsync(
        ChosenHome home, List<ThreadId> threads, DeleteThreadOptions options, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var isRefused = false;
        var exitCode = await ThreadBatch.RunAsync(
            home,
            threads,
            io,
            async (store, id, stop) =>
            {
                // What has no row yet has no title to be known by.
                await CatchUpWait.RunAsync(store, io, stop).ConfigureAwait(false);
                return (Plan: store.PlanDelete(id), Row: TryRead(store, id));
            },
            (_, found) =>
            {
                isRefused |= DeleteOutput.IsRefused(found.Plan, options);
                DeleteOutput.Write(found.Plan, found.Row, options, isJson, io);
            },
            cancellationToken).ConfigureAwait(false);
        if (exitCode == ExitCodes.Fine)
        {
            io.Flush();
            io.Note("nothing was deleted: --yes does it");
        }

        return exitCode == ExitCodes.Fine && isRefused ? ExitCodes.Differences : exitCode;
    }

    private static StoredThread? TryRead(LocalThreadStore store, ThreadId id)
    {
        try
        {
            return store.Read(id);
        }
        catch (ThreadStoreException)
        {
            // What is left of a thread need not have a row.
            return null;
        }
    }
}
