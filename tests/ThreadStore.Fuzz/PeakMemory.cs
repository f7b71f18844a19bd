using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ThreadStore.Fuzz;

/// <summary>The most memory that the process has held, as the kernel counts it.</summary>
internal static class PeakMemory
{
    internal static double Megabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Begins to count anew from what is held now.</summary>
    internal static void Reset() => File.WriteAllText("/proc/self/clear_refs", "5");
}
