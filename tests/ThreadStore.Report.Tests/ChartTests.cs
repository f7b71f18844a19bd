using System.Linq;
using System.Xml.Linq;
using ThreadStore.Report.Charts;
using Xunit;

namespace ThreadStore.Report;

public sealed class ChartTests
{
    [Fact]
    public void Of_Points_MakesALinePerSeriesFromLeftToRight()
    {
        var chart = Assert.Single(Chart.Of([TestRun.Point("list", "newest", 10_000, 5), TestRun.Point("list", "newest", 1000, 4), TestRun.Point("list", "middle", 1000, 6)]));

        Assert.Equal(["newest", "middle"], chart.Series.Select(static series => series.Name));
        Assert.Equal([(1000, 4), (10_000, 5)], chart.Series[0].Points);
    }

    [Fact]
    public void Of_ARivalThatWasMeasured_IsALineOfItsOwn_AndALimitIsNone()
    {
        var measured = Assert.Single(Chart.Of([TestRun.Point("a", "p99", 1, 5, theirs: [3, 4]), TestRun.Point("a", "p99", 2, 5, theirs: [5, 6])]));
        Assert.Equal(["p99", "write(2) (p99)"], measured.Series.Select(static series => series.Name));
        Assert.Equal([(1, 3.5), (2, 5.5)], measured.Series[1].Points);

        var limited = Assert.Single(Chart.Of([TestRun.Point("a", "p99", 1, 5, theirs: [20]), TestRun.Point("a", "p99", 2, 5, theirs: [20])]));
        Assert.Equal(["p99"], limited.Series.Select(static series => series.Name));
    }

    [Fact]
    public void Of_UnitsThatDiffer_AreChartsOfTheirOwn_AndASinglePlaceIsNone()
    {
        Assert.Equal(2, Chart.Of([
            TestRun.Point("a", "x", 1, 5), TestRun.Point("a", "x", 2, 5), TestRun.Point("a", "x", 1, 5, "MB/s"), TestRun.Point("a", "x", 2, 5, "MB/s")]).Count);
        Assert.Empty(Chart.Of([TestRun.Point("a", "x", 1, 5), TestRun.Point("a", "y", 1, 6)]));
    }

    [Fact]
    public void Draw_ATitleWithMarkup_IsWellFormedAndStaysInItsFrame()
    {
        var chart = Assert.Single(Chart.Of([TestRun.Point("<a> & \"b\"", "<x>", 1000, 5), TestRun.Point("<a> & \"b\"", "<x>", 1_000_000, 5000)]));

        var svg = XElement.Parse(LineChart.Draw(chart));

        Assert.Equal("<a> & \"b\"", svg.Attribute("aria-label")!.Value);
        var circles = svg.Elements("circle").ToList();
        Assert.Equal(2, circles.Count);
        Assert.All(circles, static circle => Assert.InRange((double)circle.Attribute("cx")!, 64, 624));
        Assert.All(circles, static circle => Assert.InRange((double)circle.Attribute("cy")!, 14, 276));
        // Up is more.
        Assert.True((double)circles[0].Attribute("cy")! > (double)circles[1].Attribute("cy")!);
    }
}
