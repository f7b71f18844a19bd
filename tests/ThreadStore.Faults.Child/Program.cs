using System;
using System.CommandLine;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>The program that is killed, and the one that kills.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Attacks a store with real faults: kills, locks, foreign writers, descriptors that run out.")
        {
            KillCommand.Build(),
            WorkCommand.Build(),
            ShareCommand.Build(),
            LockCommand.Build(),
            ForeignCommand.Build(),
            DescriptorsCommand.Build(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (LawException broken)
        {
            await Console.Error.WriteLineAsync(broken.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
