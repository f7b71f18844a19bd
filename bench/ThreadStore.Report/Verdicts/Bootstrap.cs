using System.Collections.Generic;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Verdicts;

/// <summary>How far the ratio of two medians may be trusted, by drawing the rounds anew many times. The same rounds always give the same answer.</summary>
internal static class Bootstrap
{
    private const int Draws = 2000;
    private const double Tail = 0.025;

    /// <summary>The interval that holds 95 of 100 ratios of medians, after divided by before.</summary>
    internal static (double Low, double High) RatioOfMedians(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        var state = 0x9E3779B97F4A7C15UL;
        var ratios = new double[Draws];
        var drawnBefore = new double[before.Count];
        var drawnAfter = new double[after.Count];
        for (var draw = 0; draw < Draws; draw++)
        {
            Draw(before, drawnBefore, ref state);
            Draw(after, drawnAfter, ref state);
            ratios[draw] = Measurement.Median(drawnAfter) / Measurement.Median(drawnBefore);
        }

        var sorted = ratios.Order().ToArray();
        return (sorted[(int)(Draws * Tail)], sorted[(int)(Draws * (1 - Tail))]);
    }

    private static void Draw(IReadOnlyList<double> from, double[] drawn, ref ulong state)
    {
        for (var i = 0; i < drawn.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            drawn[i] = from[(int)((state >> 11) % (ulong)from.Count)];
        }
    }
}
