using ThreadStore.Report.Verdicts;
using Xunit;

namespace ThreadStore.Report;

public sealed class RunDiffTests
{
    private static readonly double[] s_slow = [200, 201, 199, 200, 202];
    private static readonly double[] s_fast = [100, 101, 99, 100, 102];

    [Fact]
    public void Of_AMachineThatIsSlowerForBoth_ComparesTheRatios()
    {
        var row = Assert.Single(RunDiff.Of(
            TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_fast, s_fast)), TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_slow, s_slow))).Rows);

        Assert.True(row.IsRatio);
        Assert.Equal(Verdict.Same, row.Change.Verdict);
    }

    [Fact]
    public void Of_AStatedLimit_ComparesTheFigures()
    {
        var diff = RunDiff.Of(
            TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_fast, [20])), TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_slow, [20])));

        Assert.False(diff.Rows[0].IsRatio);
        Assert.Equal(Verdict.Worse, diff.Rows[0].Change.Verdict);
        Assert.False(diff.IsFine);
    }

    [Fact]
    public void Of_ARivalWithOtherRounds_ComparesTheRatiosToItsMedian()
    {
        var row = Assert.Single(RunDiff.Of(
            TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_fast, [50, 50, 50])), TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_slow, [50, 50, 50]))).Rows);

        Assert.True(row.IsRatio);
        Assert.Equal(Verdict.Worse, row.Change.Verdict);
    }

    [Theory]
    [InlineData("another processor", 2)]
    [InlineData("a processor", 4)]
    public void Of_DifferentMachines_ComparesRatiosAndBytesAlone(string cpu, int cores)
    {
        var before = TestRun.Of(TestRun.Machine(), TestRun.Result("time", s_slow), TestRun.Result("ratio", s_slow, s_slow), TestRun.Result("bytes", [0], unit: "B"));
        var after = TestRun.Of(TestRun.Machine(cpu, cores), TestRun.Result("time", s_fast), TestRun.Result("ratio", s_fast, s_slow), TestRun.Result("bytes", [8], unit: "B"));

        var diff = RunDiff.Of(before, after);

        Assert.False(diff.IsSameMachine);
        Assert.Equal([Verdict.Unknown, Verdict.Better, Verdict.Worse], [diff.Rows[0].Change.Verdict, diff.Rows[1].Change.Verdict, diff.Rows[2].Change.Verdict]);
    }

    [Fact]
    public void Of_TheNoisierMachine_SetsTheThreshold()
    {
        double[] before = [100, 100, 100], after = [115, 115, 115];

        Assert.Equal(Verdict.Worse, Judge(1.1));
        Assert.Equal(Verdict.Same, Judge(1.2));

        Verdict Judge(double noise) => RunDiff.Of(
            TestRun.Of(TestRun.Machine(noise: noise), TestRun.Result("a", before)), TestRun.Of(TestRun.Machine(), TestRun.Result("a", after))).Rows[0].Change.Verdict;
    }

    [Fact]
    public void Of_WhatOneRunHasAlone_IsSaidAndNotJudged()
    {
        var diff = RunDiff.Of(
            TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_fast), TestRun.Result("gone", s_fast)), TestRun.Of(TestRun.Machine(), TestRun.Result("new", s_slow), TestRun.Result("a", s_fast)));

        Assert.Equal(["gone"], diff.OnlyBefore);
        Assert.Equal(["new"], diff.OnlyAfter);
        Assert.True(diff.IsFine);
    }

    [Fact]
    public void Of_AnotherUnit_IsUnknown()
    {
        var diff = RunDiff.Of(TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_fast)), TestRun.Of(TestRun.Machine(), TestRun.Result("a", s_slow, unit: "us")));

        Assert.Equal(Verdict.Unknown, diff.Rows[0].Change.Verdict);
    }
}
