using System;
using System.Diagnostics;
using System.Threading;
using ThreadStore.Measuring;

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

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private static readonly Histogram s_histogram = new();

    /// <summary>Times the appends of one side.</summary>
    internal static CallTimes Measure(Appender appender, int bursts)
    {
        var empty = Run(static _ => { }, appender, bursts: 8, TimeSpan.Zero);
        var process = GC.GetTotalAllocatedBytes(precise: true);
        var calls = Run(static side => side.AppendNext(), appender, bursts, s_pause);
        process = GC.GetTotalAllocatedBytes(precise: true) - process;
        return calls with { MedianNanoseconds = Math.Max(1, calls.MedianNanoseconds - empty.MedianNanoseconds), ProcessBytes = process };
    }

    private static CallTimes Run(Action<Appender> call, Appender appender, int bursts, TimeSpan pause)
    {
        s_histogram.Clear();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var burst = 0; burst < bursts; burst++)
        {
            for (var index = 0; index < Burst; index++)
            {
                var start = Stopwatch.GetTimestamp();
                call(appender);
                s_histogram.Record((Stopwatch.GetTimestamp() - start) * NanosecondsPerSecond / Stopwatch.Frequency);
            }

            if (pause > TimeSpan.Zero)
            {
                Thread.Sleep(pause);
            }
        }

        return new CallTimes(s_histogram.Quantile(0.5), GC.GetAllocatedBytesForCurrentThread() - allocated, 0);
    }
}
