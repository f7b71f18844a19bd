using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary>Does the same to several threads, one after the other: one that cannot be done is told, and the others are done.</summary>
internal static class ThreadBatch
{
    /// <summary>Runs to the last thread.</summary>
    /// <param name="home">The home.</param>
    /// <param name="ids">The threads.</param>
    /// <param name="io">Where failures and waits are told.</param>
    /// <param name="change">What is done to a thread; it may have to wait for the index.</param>
    /// <param name="write">Writes what came of it.</param>
    /// <param name="cancellationToken">Ends the run: the threads that were written are done.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync<T>(
        ChosenHome home,
        IReadOnlyList<ThreadId> ids,
        ToolOutput io,
        Func<LocalThreadStore, ThreadId, CancellationToken, Task<T>> change,
        Action<ThreadId, T> write,
        CancellationToken cancellationToken)
    {
        var exitCode = ExitCodes.Fine;
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            foreach (var id in ids)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    write(id, await IndexWait.RunAsync(io, stop => change(store, id, stop), cancellationToken).ConfigureAwait(false));
                }
                catch (ThreadStoreException failure)
                {
                    io.Error(Tool.Describe(failure));
                    exitCode = ExitCodes.Failed;
                }
            }
        }

        return exitCode;
    }
}
