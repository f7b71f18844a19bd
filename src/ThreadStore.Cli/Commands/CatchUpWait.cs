using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary>Waits until a home that was just opened shows what its logs hold, whoever wrote them.</summary>
internal static class CatchUpWait
{
    internal static Task RunAsync(LocalThreadStore store, ToolOutput io, CancellationToken cancellationToken) =>
        store.CaughtUp.IsCompletedSuccessfully
            ? Task.CompletedTask
            : ProgressBar.RunAsync(io, "Indexing", async _ =>
            {
                await store.CaughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            });
}
