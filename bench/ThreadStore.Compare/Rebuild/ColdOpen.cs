using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Rebuild;

/// <summary>A process of its own that opens a home without an index, and ends when every rollout is in it.</summary>
internal static class ColdOpen
{
    /// <summary>The hidden command that such a process is started with.</summary>
    internal const string Command = "open-in-this-process";

    /// <summary>Starts one; gives its time from its start until all rows are there, and the most memory that it held.</summary>
    internal static (double Milliseconds, double PeakMegabytes) Run(string home)
    {
        DeleteIndex(home);
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(SameProgram.With([Command, home]))!;
        var answer = process.StandardOutput.ReadLine();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.WaitForExit();
        return process.ExitCode == 0 && answer is not null
            ? (milliseconds, double.Parse(answer, CultureInfo.InvariantCulture))
            : throw new WrongAnswerException($"the process that opens {home} ended with {process.ExitCode}");
    }

    /// <summary>What that process does; it says how much memory it held.</summary>
    internal static async Task<int> RunHereAsync(string home)
    {
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home });
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            Console.WriteLine((ProcessMemory.Peak / 1e6).ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync().ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Removes everything of the home but its rollouts.</summary>
    internal static void DeleteIndex(string home)
    {
        foreach (var entry in new DirectoryInfo(home).EnumerateFileSystemInfos().Where(static entry => entry.Name != "sessions").ToList())
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
