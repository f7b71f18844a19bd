using System;
using System.Diagnostics;

namespace ThreadStore.Cli.Replay;

/// <summary>Every latency that was measured: the percentiles are exact, not read off a histogram.</summary>
internal sealed class LatencySamples
{
    private const double MicrosecondsPerSecond = 1e6;

    private long[] _ticks = new long[4096];
    private bool _isSorted;

    internal int Count { get; private set; }

    /// <summary>Adds one, in ticks of <see cref="Stopwatch"/>.</summary>
    internal void Add(long ticks)
    {
        if (Count == _ticks.Length)
        {
            Array.Resize(ref _ticks, 2 * Count);
        }

        _ticks[Count++] = ticks;
        _isSorted = false;
    }

    /// <summary>The smallest latency that a share of all does not exceed, in microseconds; 0 when nothing was measured.</summary>
    /// <param name="share">0.5 for the median, 1 for the largest.</param>
    internal double Percentile(double share)
    {
        if (Count == 0)
        {
            return 0;
        }

        if (!_isSorted)
        {
            Array.Sort(_ticks, 0, Count);
            _isSorted = true;
        }

        var rank = Math.Clamp((int)Math.Ceiling(share * Count), 1, Count);
        return _ticks[rank - 1] * MicrosecondsPerSecond / Stopwatch.Frequency;
    }
}
