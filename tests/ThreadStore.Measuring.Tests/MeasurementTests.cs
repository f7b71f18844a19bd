using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Measuring;

public sealed class MeasurementTests
{
    [Fact]
    public void Ratio_IsTheMedianOfTheRatiosOfNeighbouringRounds()
    {
        // The machine became three times slower in the middle: the ratio does not see it.
        var measurement = Of([10, 30, 30], [20, 60, 20]);
        Assert.Equal([0.5, 0.5, 1.5], measurement.Ratios());
        Assert.Equal(0.5, measurement.Ratio);
    }

    [Theory]
    [InlineData(Better.Lower, 0.5, true)]
    [InlineData(Better.Lower, 0.4, false)]
    [InlineData(Better.Higher, 0.5, true)]
    [InlineData(Better.Higher, 0.6, false)]
    public void IsMet_ComparesTheRatioTheWayThatIsGood(Better better, double target, bool isMet) =>
        Assert.Equal(isMet, (Of([10], [20]) with { Better = better, Target = target }).IsMet);

    [Fact]
    public void IsMet_WithoutARivalOrATarget_IsUnknown()
    {
        Assert.Null(Of([10], [20]).IsMet);
        Assert.Null((Of([10], [20]) with { Theirs = null, Target = 1 }).IsMet);
    }

    [Fact]
    public void Spread_IsTheDistanceOfTheQuartiles()
    {
        Assert.Equal(0, Of([1, 9], []).Spread);
        Assert.Equal(0.2, Of([10, 8, 12, 100, 9, 10, 11, 10], []).Spread, 1e-9);
    }

    [Fact]
    public void Alternation_CountsNoWarmUp_AndTakesTurnsAtBeginning()
    {
        var order = "";
        var result = Alternation.Run(2, () => { order += 'o'; return order.Length; }, () => { order += 't'; return order.Length; });
        Assert.Equal("ototto", order);
        Assert.Equal([3, 6], result.Ours);
        Assert.Equal([4, 5], result.Theirs);
    }

    [Fact]
    public void ResultFile_IsReadAsItWasWritten()
    {
        using var folder = new ScratchFolder();
        var path = folder.File("parts/a.json");
        var file = new ResultFile("a", MachineFacts.Collect(), [Of([1.5, 2], [3, 4]) with { Plot = new PlotPoint("c", "s", 1, "u"), Target = 2 }]);
        file.Write(path);
        var read = ResultFile.Read(path);
        Assert.Equal(file.Results[0].Ours, read.Results[0].Ours);
        Assert.Equal(file.Results[0].Plot, read.Results[0].Plot);
        Assert.Equal(file.Machine.Noise, read.Machine.Noise);
        Assert.Equal("wal", read.Machine.SqliteSettings["journal_mode"]);
        Assert.Equal([path], Directory.EnumerateFiles(Path.GetDirectoryName(path)!));
    }

    private static Measurement Of(double[] ours, double[] theirs) => new() { Name = "n", Unit = "ns", Ours = ours, Theirs = theirs.Length == 0 ? null : [.. theirs.AsEnumerable()] };
}
