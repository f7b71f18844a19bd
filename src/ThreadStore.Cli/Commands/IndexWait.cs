using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary>Waits for a change that ends with the index, and says so when another program holds that.</summary>
internal static class IndexWait
{
    internal const string What = "the index, which another program holds";

    internal static async Task<T> RunAsync<T>(ToolOutput io, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        T? result = default;
        await PatientWait.RunAsync(
            io, What, timeout: null, static () => "", async stop => result = await change(stop).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return result!;
    }
}
