using System;
using System.Linq;
using Xunit;

namespace ThreadStore.Measuring;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    [InlineData(1.0)]
    public void Quantile_OfAnyDurations_IsAtMostAHundredTwentyEighthAboveTheExactOne(double share)
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 27)).ToArray();
        var histogram = new Histogram();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        Array.Sort(values);
        var exact = values[Math.Max(1, (int)Math.Ceiling(share * values.Length)) - 1];
        Assert.InRange(histogram.Quantile(share), exact, exact + (exact / 128));
        Assert.Equal(values[^1], histogram.Max);
    }

    [Fact]
    public void Record_OutsideOfTheRange_IsCountedAtItsEnds()
    {
        var histogram = new Histogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.Quantile(0.5));
        Assert.Equal(long.MaxValue, histogram.Max);
        Assert.InRange(histogram.Quantile(1), (1L << 40) - 1, long.MaxValue);
    }

    [Fact]
    public void Add_PutsTwoTogether_AndClearForgetsThem()
    {
        var all = new Histogram();
        var one = new Histogram();
        var other = new Histogram();
        for (var value = 0; value < 10_000; value += 3)
        {
            all.Record(value);
            (value % 2 == 0 ? one : other).Record(value);
        }

        one.Add(other);
        Assert.Equal(all.Count, one.Count);
        Assert.Equal(all.Quantile(0.9), one.Quantile(0.9));
        one.Clear();
        Assert.Throws<InvalidOperationException>(() => one.Quantile(0.5));
    }

    [Fact]
    public void Record_AllocatesNothing()
    {
        var histogram = new Histogram();
        histogram.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var value = 0L; value < 1000; value++)
        {
            histogram.Record(value * value);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
