using System.Diagnostics;
using System.Threading;

namespace ThreadStore.Cli.Replay;

/// <summary>Gives every line the time at which it is due, counted from the start: a late one does not shift those after it.</summary>
internal sealed class Pacer
{
    // The timer's grain: what is left below it is waited for by spinning.
    private const long GrainMs = 2;

    private readonly double _ticksPerLine;
    private long _start;
    private long _lines;

    /// <summary>Paces lines of all threads together.</summary>
    /// <param name="linesPerSecond">0: every line is due at once.</param>
    internal Pacer(double linesPerSecond) => _ticksPerLine = linesPerSecond > 0 ? Stopwatch.Frequency / linesPerSecond : 0;

    /// <summary>Returns when the next line is due.</summary>
    internal void WaitForNext(CancellationToken cancellationToken)
    {
        if (_ticksPerLine == 0)
        {
            return;
        }

        if (_lines == 0)
        {
            _start = Stopwatch.GetTimestamp();
        }

        var due = _start + (long)(_lines++ * _ticksPerLine);
        var spin = default(SpinWait);
        for (long left; (left = due - Stopwatch.GetTimestamp()) > 0;)
        {
            var leftMs = left * 1000 / Stopwatch.Frequency;
            if (leftMs < GrainMs)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            else if (cancellationToken.WaitHandle.WaitOne((int)long.Min(leftMs - 1, int.MaxValue)))
            {
                return;
            }
        }
    }
}
