using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ThreadStore.Measuring;

/// <summary>What the kernel holds in memory for this process, in bytes.</summary>
public static class ProcessMemory
{
    /// <summary>The most that it has ever held.</summary>
    public static long Peak => Read("VmHWM:");

    /// <summary>What it holds now.</summary>
    public static long Resident => Read("VmRSS:");

    private static long Read(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
