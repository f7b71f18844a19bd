using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ThreadStore.Latency.Accounting;

/// <summary>The kernel's count of what was handed to <c>write(2)</c> and its kin, of the process and of one thread.</summary>
internal static class IoCounters
{
    // What the kernel keeps of a thread's name.
    private const int KeptNameLength = 15;

    /// <summary>All that the process wrote.</summary>
    public static long OfProcess() => Read("/proc/self/io");

    /// <summary>All that a thread wrote, by its number of <see cref="FindThread"/>.</summary>
    public static long OfThread(int thread) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/io"));

    /// <summary>All that the calling thread wrote.</summary>
    public static long OfThisThread() => Read("/proc/thread-self/io");

    /// <summary>The kernel's number of the one thread of that name.</summary>
    public static int FindThread(string name)
    {
        var kept = name[..Math.Min(name.Length, KeptNameLength)];
        return Directory.EnumerateDirectories("/proc/self/task")
            .Where(task => File.ReadAllText(Path.Combine(task, "comm")).TrimEnd('\n') == kept)
            .Select(static task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))
            .Single();
    }

    private static long Read(string path)
    {
        const string Key = "wchar: ";
        return long.Parse(File.ReadLines(path).Single(static line => line.StartsWith(Key, StringComparison.Ordinal)).AsSpan(Key.Length), CultureInfo.InvariantCulture);
    }
}
