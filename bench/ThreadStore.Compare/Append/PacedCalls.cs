using System;
using System.Diagnostics;
using System.Threading;

namespace ThreadStore.Compare.Append;

/// <summary>What the calls of one round came to.</summary>
/// <param name="MedianNanoseconds">Of one call, without what its timing takes.</param>
/// <param name="CallerBytes">What the calling thread allocated in all of them.</param>
/// <param name="ProcessBytes">What all threads did, from the first to the last.</param>
internal readonly record struct CallTimes(double MedianNanoseconds, long CallerBytes, long ProcessBytes);

/// <summary>
/// Times calls one by one, in bursts with short pauses, as a turn appends: what is behind the call keeps up, and the call is measured, not
/// the throughput of the disk.
/// </summary>
internal static class PacedCalls
{
    /// <summary>Calls between two pauses.</summary>
    internal const int Burst = Payloads.Count;

    private const double NanosecondsPerSecond = 1e9;

    // The clocks of some machines step by so much.
    private const double ClockStep = 10;

    private const int EmptyBursts = 32;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    // Ours and a floor, buffered and written.
    private const int FirstSides = 4;

    private static readonly TimeSpan s_firstWarmUp = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(300);

    private static int s_warmedUp;

    /// <summary>Calls until the compiler has had the time to do its best.</summary>
    /// <param name="appender">The side.</param>
    /// <param name="bursts">As many at least; and as many as four times that, unless the compiler has not seen any side yet.</param>
    internal static void WarmUp(Appender appender, int bursts)
    {
        var isFirst = s_warmedUp++ < FirstSides;
        var enough = isFirst ? s_firstWarmUp : s_warmUp;
        var start = Stopwatch.GetTimestamp();
        for (var burst = 0; burst < bursts || ((isFirst || burst < 4 * bursts) && Stopwatch.GetElapsedTime(start) < enough); burst++)
        {
            _ = Measure(appender, 1);
        }
    }

    /// <summary>Times the appends of one side.</summary>
    internal static CallTimes Measure(Appender appender, int bursts)
    {
        var nanoseconds = new double[Math.Max(bursts, EmptyBursts) * Burst];
        var empty = Run(static _ => { }, appender, nanoseconds.AsSpan(0, EmptyBursts * Burst), TimeSpan.Zero);
        var process = GC.GetTotalAllocatedBytes(precise: true);
        var calls = Run(static side => side.AppendNext(), appender, nanoseconds.AsSpan(0, bursts * Burst), s_pause);
        process = GC.GetTotalAllocatedBytes(precise: true) - process;
        return calls with { MedianNanoseconds = Math.Max(1, calls.MedianNanoseconds - empty.MedianNanoseconds), ProcessBytes = process };
    }

    /// <summary>The median of values that a clock has rounded to its steps: within the step in which it lies, by its rank there.</summary>
    internal static double Median(Span<double> values)
    {
        values.Sort();
        var rank = values.Length / 2.0;
        var start = (Math.Floor((values[values.Length / 2] / ClockStep) + 0.5) - 0.5) * ClockStep;
        var below = 0;
        var within = 0;
        foreach (var value in values)
        {
            below += value < start ? 1 : 0;
            within += value >= start && value < start + ClockStep ? 1 : 0;
        }

        return start + (ClockStep * (rank - below) / within);
    }

    private static CallTimes Run(Action<Appender> call, Appender appender, Span<double> nanoseconds, TimeSpan pause)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < nanoseconds.Length; index++)
        {
            var start = Stopwatch.GetTimestamp();
            call(appender);
            nanoseconds[index] = (Stopwatch.GetTimestamp() - start) * NanosecondsPerSecond / Stopwatch.Frequency;
            if (pause > TimeSpan.Zero && index % Burst == Burst - 1)
            {
                Thread.Sleep(pause);
            }
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new CallTimes(Median(nanoseconds), allocated, 0);
    }
}
