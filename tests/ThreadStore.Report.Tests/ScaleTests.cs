using System;
using ThreadStore.Measuring;
using ThreadStore.Scale;
using Xunit;

namespace ThreadStore.Report;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(1_000_000, 100, 1_000_000_000, 1_000_000)]
    [InlineData(1_000_000, 24, 1_000_000_000, 500_000)]
    [InlineData(1_000_000, 100, 900_000, 400_000)]
    [InlineData(1_000_000, 10, 1_000_000_000, 0)]
    public void Room_ThatIsShort_GivesARoundNumberOfThreads(int wanted, long gibibytes, long files, int expected) =>
        Assert.Equal(expected, Room.Fitting(wanted, gibibytes << 30, files));

    [Theory]
    [InlineData(150, "as stated")]
    [InlineData(100, "as stated")]
    [InlineData(10, "as stated")]
    [InlineData(1000, "NOT as stated")]
    public void Growth_OfAList_IsHeldAgainstWhatIsStated(double atAMillion, string expected)
    {
        var results = GrowthNotes.Add([Point(1000, [100, 100, 100]), Point(1_000_000, [atAMillion, atAMillion, atAMillion])]);

        Assert.Null(results[0].Note);
        Assert.EndsWith($", {expected}", results[1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Growth_WithinTheNoiseOfARound_IsNotHeldAgainstIt_AndLessThanADecadeIsNotJudged()
    {
        Assert.EndsWith("within the noise", GrowthNotes.Add([Point(1000, [50, 100, 250]), Point(10_000, [190, 200, 210])])[1].Note, StringComparison.Ordinal);
        Assert.Null(GrowthNotes.Add([Point(1000, [1, 1, 1]), Point(5000, [9, 9, 9])])[1].Note);
    }

    private static Measurement Point(int threads, double[] rounds) =>
        TestRun.Result($"scale/list-{threads}", rounds, unit: "us") with { Plot = new PlotPoint("List of 50, p50", "newest", threads, "threads") };
}
