using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli;

/// <summary>The process: standard streams and signals around <see cref="Tool"/>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        using var io = ToolOutput.OfProcess();
        return await Tool.RunAsync(args, io, stop.Token).ConfigureAwait(false);
    }
}
