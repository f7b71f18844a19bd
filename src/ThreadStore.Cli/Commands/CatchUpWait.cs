using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary>Waits until a home that was just opened shows what its logs hold, whoever wrote them.</summary>
internal static class CatchUpWait
{
    // A bar that flashes up tells nobody anything.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    internal static async Task RunAsync(LocalThreadStore store, ToolOutput io, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var caughtUp = store.CaughtUp.WaitAsync(cancellationToken);
        if (io.IsMessagesTerminal && await Task.WhenAny(caughtUp, Task.Delay(s_patience, cancellationToken)).ConfigureAwait(false) != caughtUp)
        {
            await ProgressBar.RunAsync(io, "Indexing", async _ =>
            {
                await caughtUp.ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        await caughtUp.ConfigureAwait(false);
    }
}
