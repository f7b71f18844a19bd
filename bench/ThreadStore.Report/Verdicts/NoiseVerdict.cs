using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Verdicts;

/// <summary>Says whether a figure got better or worse, or only varied as it does.</summary>
/// <remarks>
/// A difference of the medians counts when it exceeds the distance of the quartiles of either run and the noise of the machine, and when the
/// 95 % interval of the ratio of the medians does not hold 1. Fewer than three rounds have no spread: of durations and rates they prove nothing.
/// </remarks>
internal static class NoiseVerdict
{
    private const int FewestRounds = 3;
    private const double LeastDifference = 0.01;
    private const double LeastOfFewRounds = 0.05;
    private const double Blind = 0.5;

    /// <summary>Judges one figure.</summary>
    /// <param name="before">The rounds of the run before.</param>
    /// <param name="after">The rounds of the run after.</param>
    /// <param name="better">Which way it is good.</param>
    /// <param name="noise">How much the machine varied, as a share.</param>
    /// <param name="isCount">Bytes and other counts: no machine makes them vary.</param>
    internal static Change Judge(IReadOnlyList<double> before, IReadOnlyList<double> after, Better better, double noise, bool isCount)
    {
        if (before.Count == 0 || after.Count == 0 || before.Concat(after).Any(static value => !double.IsFinite(value) || value < 0))
        {
            return new Change(Verdict.Unknown, null, null, "no figures");
        }

        var (from, to) = (Measurement.Median(before), Measurement.Median(after));
        if (from == 0 || to == 0)
        {
            return OfNothing(before, after, better);
        }

        var factor = to / from;
        var difference = Math.Max(factor, 1 / factor) - 1;
        var machine = isCount ? 0 : noise;
        if (before.Count < FewestRounds || after.Count < FewestRounds)
        {
            var least = Math.Max(LeastOfFewRounds, machine);
            return difference <= least ? new Change(Verdict.Same, factor, least)
                : isCount ? new Change(Direction(factor, better), factor, least)
                : new Change(Verdict.Unknown, factor, least, "fewer than three rounds");
        }

        var threshold = new[] { LeastDifference, machine, Measurement.SpreadOf(before), Measurement.SpreadOf(after) }.Max();
        var (low, high) = Bootstrap.RatioOfMedians(before, after);
        if (difference > threshold && (low > 1 || high < 1))
        {
            return new Change(Direction(factor, better), factor, threshold);
        }

        return threshold > Blind
            ? new Change(Verdict.Unknown, factor, threshold, "too noisy")
            : new Change(Verdict.Same, factor, threshold);
    }

    // No ratio: but that something costs nothing, or no longer does, is the clearest of all differences.
    private static Change OfNothing(IReadOnlyList<double> before, IReadOnlyList<double> after, Better better)
    {
        var (wasNothing, isNothing) = (before.All(static value => value == 0), after.All(static value => value == 0));
        return (wasNothing, isNothing) switch
        {
            (true, true) => new Change(Verdict.Same, null, null),
            (true, false) when after.All(static value => value > 0) => new Change(better == Better.Lower ? Verdict.Worse : Verdict.Better, null, null),
            (false, true) when before.All(static value => value > 0) => new Change(better == Better.Lower ? Verdict.Better : Verdict.Worse, null, null),
            _ => new Change(Verdict.Unknown, null, null, "some rounds are zero"),
        };
    }

    private static Verdict Direction(double factor, Better better) => factor < 1 == (better == Better.Lower) ? Verdict.Better : Verdict.Worse;
}
