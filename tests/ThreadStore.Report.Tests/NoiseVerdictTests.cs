using System.Linq;
using ThreadStore.Measuring;
using ThreadStore.Report.Verdicts;
using Xunit;

namespace ThreadStore.Report;

public sealed class NoiseVerdictTests
{
    [Theory]
    [InlineData(Better.Lower, nameof(Verdict.Worse))]
    [InlineData(Better.Higher, nameof(Verdict.Better))]
    public void Judge_ADifferenceAboveAllNoise_HasTheDirectionOfTheFigure(Better better, string expected)
    {
        var change = NoiseVerdict.Judge([100, 101, 99, 100, 102], [120, 121, 119, 120, 122], better, noise: 0.02, isCount: false);

        Assert.Equal(expected, change.Verdict.ToString());
        Assert.Equal(1.2, change.Factor!.Value, 3);
    }

    [Fact]
    public void Judge_ADifferenceWithinTheSpreadOfEitherRun_IsNone()
    {
        double[] steady = [100, 100.1, 99.9, 100, 100.2], wide = [105, 106, 112, 130, 131];

        Assert.Equal(Verdict.Same, NoiseVerdict.Judge(steady, wide, Better.Lower, noise: 0, isCount: false).Verdict);
        Assert.Equal(Verdict.Same, NoiseVerdict.Judge(wide, steady, Better.Lower, noise: 0, isCount: false).Verdict);
    }

    [Fact]
    public void Judge_ADifferenceWithinTheNoiseOfTheMachine_IsNone()
    {
        double[] before = [100, 100, 100, 100, 100], after = [108, 108, 108, 108, 108];

        Assert.Equal(Verdict.Same, NoiseVerdict.Judge(before, after, Better.Lower, noise: 0.1, isCount: false).Verdict);
        Assert.Equal(Verdict.Worse, NoiseVerdict.Judge(before, after, Better.Lower, noise: 0.05, isCount: false).Verdict);
    }

    // The quartiles are near to each other, and yet half of the rounds may be of another kind: drawing them anew shows it.
    [Fact]
    public void Judge_ADifferenceThatDrawingTheRoundsAnewTakesAway_IsNone()
    {
        double[] before = [100, 100, 100, 100, 100, 100, 100], after = [100, 100, 100, 106, 106, 106, 106];

        var change = NoiseVerdict.Judge(before, after, Better.Lower, noise: 0, isCount: false);

        Assert.Equal(Verdict.Same, change.Verdict);
    }

    [Fact]
    public void Judge_SoNoisyThatNothingShows_IsUnknownAndNotTheSame()
    {
        var change = NoiseVerdict.Judge([50, 100, 200, 100, 180], [60, 110, 210, 120, 190], Better.Lower, noise: 0, isCount: false);

        Assert.Equal((Verdict.Unknown, "too noisy"), (change.Verdict, change.Why));
    }

    [Fact]
    public void Judge_FewerThanThreeRounds_ProveNothingOfADuration_AndEverythingOfACount()
    {
        Assert.Equal(Verdict.Unknown, NoiseVerdict.Judge([100], [200], Better.Lower, noise: 0, isCount: false).Verdict);
        Assert.Equal(Verdict.Same, NoiseVerdict.Judge([100], [104], Better.Lower, noise: 0, isCount: false).Verdict);
        Assert.Equal(Verdict.Worse, NoiseVerdict.Judge([100], [200], Better.Lower, noise: 9, isCount: true).Verdict);
    }

    [Fact]
    public void Judge_WhatCostNothing_AndNowDoes_IsWorse()
    {
        Assert.Equal(Verdict.Worse, NoiseVerdict.Judge([0], [64], Better.Lower, noise: 0, isCount: true).Verdict);
        Assert.Equal(Verdict.Better, NoiseVerdict.Judge([64, 64, 64], [0, 0, 0], Better.Lower, noise: 0, isCount: true).Verdict);
        Assert.Equal(Verdict.Same, NoiseVerdict.Judge([0, 0, 0], [0], Better.Lower, noise: 0, isCount: true).Verdict);
        Assert.Equal(Verdict.Unknown, NoiseVerdict.Judge([0, 0, 0], [0, 0, 64], Better.Lower, noise: 0, isCount: true).Verdict);
    }

    [Fact]
    public void Judge_NoFigures_IsUnknown()
    {
        Assert.Equal(Verdict.Unknown, NoiseVerdict.Judge([], [1], Better.Lower, noise: 0, isCount: false).Verdict);
        Assert.Equal(Verdict.Unknown, NoiseVerdict.Judge([1, 1, 1], [1, double.NaN, 1], Better.Lower, noise: 0, isCount: false).Verdict);
    }

    [Fact]
    public void RatioOfMedians_OfTheSameRounds_IsTheSameInterval_AndHoldsTheRatio()
    {
        var before = Enumerable.Range(0, 9).Select(static n => 100.0 + n).ToArray();
        var after = Enumerable.Range(0, 9).Select(static n => 200.0 + n).ToArray();

        var (low, high) = Bootstrap.RatioOfMedians(before, after);

        Assert.Equal((low, high), Bootstrap.RatioOfMedians(before, after));
        Assert.InRange(204.0 / 104.0, low, high);
        Assert.True(low < high && low > 200.0 / 109 && high < 209.0 / 99);
    }
}
