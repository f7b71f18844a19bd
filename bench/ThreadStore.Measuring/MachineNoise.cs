using System;
using System.Diagnostics;
using System.Linq;

namespace ThreadStore.Measuring;

/// <summary>How much the machine itself varies: the same arithmetic, about a millisecond of it, again and again.</summary>
/// <param name="MedianOverFastest">The median round beside the fastest one: 1 is a machine of our own.</param>
/// <param name="P99OverFastest">The 99th percentile beside the fastest one: what others take from us now and then.</param>
/// <param name="Rounds">How often it ran.</param>
public sealed record MachineNoise(double MedianOverFastest, double P99OverFastest, int Rounds)
{
    private const int DefaultRounds = 500;
    private const int Steps = 300_000;

    /// <summary>Measures it; about half a second.</summary>
    public static MachineNoise Measure(int rounds = DefaultRounds)
    {
        var ticks = new long[rounds];
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            sum ^= Work((ulong)round);
            ticks[round] = Stopwatch.GetTimestamp() - start;
        }

        GC.KeepAlive(sum);
        var sorted = ticks.Order().ToArray();
        return new MachineNoise(sorted[rounds / 2] / (double)sorted[0], sorted[rounds * 99 / 100] / (double)sorted[0], rounds);
    }

    // Each step needs the one before it, so no two of them overlap: a xorshift.
    private static ulong Work(ulong seed)
    {
        var state = seed | 1;
        for (var step = 0; step < Steps; step++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return state;
    }
}
