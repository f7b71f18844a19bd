using System.Diagnostics;

namespace ThreadStore.Latency.Driving;

/// <summary>Waits by spinning, so that no timer decides when an operation starts.</summary>
internal readonly struct StopwatchClock : ILoopClock
{
    private const long SleepFromMicroseconds = 200;

    // A timer's slack and the way back onto the core; the rest of the gap is spun.
    private const long SpinLastMicroseconds = 120;

    /// <inheritdoc/>
    public long Frequency => Stopwatch.Frequency;

    /// <inheritdoc/>
    public long Now => Stopwatch.GetTimestamp();

    /// <summary>Spins; in a gap of more than 200 µs it sleeps first, because a core that is never free is no use to what else has to run.</summary>
    public void WaitUntil(long time)
    {
        var left = time - Stopwatch.GetTimestamp();
        if (left > SleepFromMicroseconds * Stopwatch.Frequency / 1_000_000)
        {
            Kernel.Sleep((left * 1_000_000_000 / Stopwatch.Frequency) - (SpinLastMicroseconds * 1000));
        }

        while (Stopwatch.GetTimestamp() < time)
        {
            // Not Thread.SpinWait: its pause would be longer than the gaps at a million a second.
        }
    }
}
