using System.Diagnostics;
using Xunit;

namespace ThreadStore.Cli.Replay;

public sealed class LatencySamplesTests
{
    [Fact]
    public void Percentile_TenThousandSamples_IsExactByNearestRank()
    {
        var samples = new LatencySamples();
        for (var i = 10_000; i >= 1; i--)
        {
            samples.Add(i);
        }

        Assert.Equal(10_000, samples.Count);
        Assert.Equal(Microseconds(5_000), samples.Percentile(0.5));
        Assert.Equal(Microseconds(9_900), samples.Percentile(0.99));
        Assert.Equal(Microseconds(9_990), samples.Percentile(0.999));
        Assert.Equal(Microseconds(10_000), samples.Percentile(1));
    }

    [Fact]
    public void Percentile_BetweenTwoRanks_IsTheUpperOne()
    {
        var samples = new LatencySamples();
        for (var i = 1; i <= 7; i++)
        {
            samples.Add(i);
        }

        Assert.Equal(Microseconds(4), samples.Percentile(0.5));
        Assert.Equal(Microseconds(7), samples.Percentile(0.9));
    }

    [Fact]
    public void Percentile_AfterOneMore_CountsIt()
    {
        var samples = new LatencySamples();
        samples.Add(2);
        Assert.Equal(Microseconds(2), samples.Percentile(1));

        samples.Add(1);

        Assert.Equal(Microseconds(1), samples.Percentile(0.5));
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new LatencySamples().Percentile(0.99));

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
