using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ThreadStore.Latency.Driving;

/// <summary>How many cores other processes used for a while: what a driver without a core was waiting for, if it was not for us.</summary>
internal readonly struct OtherCores
{
    private const double TicksPerSecond = 100;

    // Of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. What follows is in user and nice already.
    private const int Idle = 3;
    private const int IoWait = 4;
    private const int Counted = 8;

    private readonly long _startedAt;
    private readonly double _busy;
    private readonly double _own;

    private OtherCores(long startedAt, double busy, double own)
    {
        _startedAt = startedAt;
        _busy = busy;
        _own = own;
    }

    /// <summary>Begins to count.</summary>
    public static OtherCores Start() => new(Stopwatch.GetTimestamp(), Busy(), Environment.CpuUsage.TotalTime.TotalSeconds);

    /// <summary>Cores in use by others since then, on average.</summary>
    public double Since() =>
        Math.Max(0, (Busy() - _busy - (Environment.CpuUsage.TotalTime.TotalSeconds - _own)) / Stopwatch.GetElapsedTime(_startedAt).TotalSeconds);

    private static double Busy() => File.ReadLines("/proc/stat").First()
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Skip(1)
        .Take(Counted)
        .Where(static (_, column) => column is not (Idle or IoWait))
        .Sum(static ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
}
