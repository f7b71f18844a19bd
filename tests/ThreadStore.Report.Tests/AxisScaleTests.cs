using System.Linq;
using ThreadStore.Report.Charts;
using Xunit;

namespace ThreadStore.Report;

public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(1, 100, false)]
    [InlineData(1, 101, true)]
    [InlineData(0, 1_000_000, false)]
    public void For_MoreThanTwoDecades_IsLogarithmic(double min, double max, bool isLog) => Assert.Equal(isLog, AxisScale.For([min, max]).IsLog);

    [Fact]
    public void For_PowersOfTen_AddsNoDecade()
    {
        var axis = AxisScale.For([1000, 1_000_000]);

        Assert.Equal((1000, 1_000_000), (axis.Min, axis.Max));
        Assert.Equal([1000, 10_000, 100_000, 1_000_000], axis.Ticks.Select(static tick => double.Round(tick)));
        Assert.Equal(1 / 3.0, axis.Place(10_000), 9);
    }

    [Theory]
    [InlineData(0.0007, 0.0042)]
    [InlineData(3, 97)]
    [InlineData(0.5, 1)]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void For_FewDecades_BeginsAtZeroAndHoldsEveryValueBetweenRoundTicks(double low, double high)
    {
        var axis = AxisScale.For([low, high]);

        Assert.Equal(0, axis.Min);
        Assert.InRange(axis.Place(high), 0, 1);
        Assert.InRange(axis.Ticks.Count, 2, 8);
        Assert.Equal(axis.Max, axis.Ticks[^1]);
        // No more than a half of the height is empty.
        Assert.True(high == 0 || axis.Place(high) > 0.5);
    }

    [Fact]
    public void For_ManyDecades_SkipsTicks()
    {
        var axis = AxisScale.For([1, 1e12]);

        Assert.InRange(axis.Ticks.Count, 2, 8);
        Assert.Equal(1, axis.Place(1e12), 9);
    }

    [Fact]
    public void For_Nothing_IsAnAxisAllTheSame() => Assert.Equal(1, AxisScale.For([]).Max);
}
