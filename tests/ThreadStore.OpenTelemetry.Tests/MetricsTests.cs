using System;
using System.Linq;
using Xunit;

namespace ThreadStore.Otlp;

/// <summary>The law: what dashboards read arrives with names, units and buckets that fit, and nothing in it tells threads apart. Seen to fail: with buckets from one microsecond, and with a thread's id as a fault's type.</summary>
[Collection(ReplayTests.Name)]
public sealed class MetricsTests(ExportedReplay replay)
{
    private static readonly double[] s_appendBounds =
    [
        0.5e-6, 1e-6, 2e-6, 5e-6, 10e-6, 20e-6, 50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1,
    ];

    [Fact]
    public void AppendDuration_CountsEveryAppend_InBucketsFromHalfAMicrosecond()
    {
        var metric = One("threadstore.append.duration", "s", OtlpMetricKind.Histogram);

        var point = Assert.Single(metric.Points);
        Assert.Equal(replay.Appends.Count, point.Value);
        Assert.Equal(s_appendBounds, point.Bounds);
    }

    [Fact]
    public void AppendBytes_AreThoseOfPayloadsAndMetadata() =>
        Assert.Equal(replay.Appends.Sum(), Assert.Single(One("threadstore.append.bytes", "By", OtlpMetricKind.Sum).Points).Value);

    [Theory]
    [InlineData("threadstore.sync.duration", "s")]
    [InlineData("threadstore.projection.lag", "s")]
    [InlineData("threadstore.projection.lag.records", "{record}")]
    [InlineData("threadstore.queue.age", "s")]
    [InlineData("threadstore.projection.batch.size", "{row}")]
    public void Projection_IsMeasuredWithEachFlush(string name, string unit) =>
        Assert.True(Assert.Single(One(name, unit, OtlpMetricKind.Histogram).Points).Value >= replay.Threads.Count);

    [Fact]
    public void NoMetric_NamesAThread()
    {
        Assert.NotEmpty(replay.Metrics);
        Assert.All(replay.Metrics.SelectMany(static metric => metric.Points), static point => Assert.Empty(point.Attributes));
        Assert.All(replay.Threads.Keys, id => Assert.DoesNotContain(id.ToString(), replay.MetricsText, StringComparison.OrdinalIgnoreCase));
    }

    private OtlpMetric One(string name, string unit, OtlpMetricKind kind)
    {
        var metric = Assert.Single(replay.Metrics, metric => metric.Name == name);
        Assert.Equal(("ThreadStore", unit, kind), (metric.Meter, metric.Unit, metric.Kind));
        return metric;
    }
}
