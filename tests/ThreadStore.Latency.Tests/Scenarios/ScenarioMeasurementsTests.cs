using System.Linq;
using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Latency.Scenarios;

public sealed class ScenarioMeasurementsTests
{
    [Fact]
    public void Of_ARateThatOursDidNotHold_SaysSo()
    {
        var pair = new PairOfRounds([Round(2000, isSaturated: false), Round(3000, isSaturated: true)], [Round(1000, isSaturated: false), Round(1000, isSaturated: false)]);
        var results = ScenarioMeasurements.Of(ScenarioList.ProjectorIdle, pair).ToList();
        Assert.All(results.Where(static result => result.Unit == "us"), static result => Assert.StartsWith("saturated: ours does not hold the rate", result.Note));
    }

    [Fact]
    public void Of_TheTailAlone_HasTheTarget()
    {
        var pair = new PairOfRounds([Round(2000, isSaturated: false)], [Round(1000, isSaturated: false)]);
        var judged = ScenarioMeasurements.Of(ScenarioList.ProjectorIdle, pair).Single(static result => result.Target is not null);
        Assert.Equal("append/100k/projector-idle/p99.9", judged.Name);
        Assert.Equal((2, 1, 2.0, true), (judged.Ours[0], judged.Theirs![0], judged.Target, judged.IsMet));
        Assert.Null(judged.Note);
    }

    [Fact]
    public void Of_AMachineThatOthersUse_SaysSo()
    {
        var pair = new PairOfRounds([Round(2000, isSaturated: false) with { OtherCores = 1.5 }], [Round(1000, isSaturated: false)]);
        Assert.Equal("other processes used 1.5 cores beside ours, 0.0 beside theirs", ScenarioMeasurements.Of(ScenarioList.ProjectorIdle, pair).First().Note);
    }

    [Theory]
    [InlineData(100, "append/100/written/p50")]
    [InlineData(300_000, "append/300k/written/p50")]
    [InlineData(1_000_000, "append/1m/written/p50")]
    public void Names_AreStable(double rate, string name)
    {
        var pair = new PairOfRounds([Round(1, isSaturated: false)], [Round(1, isSaturated: false)]);
        Assert.Contains(name, ScenarioMeasurements.Of(new Scenario("written", rate), pair).Select(static result => result.Name));
    }

    private static Round Round(long latency, bool isSaturated)
    {
        var latencies = new Histogram();
        latencies.Record(latency);
        return new Round(latencies, new LoopEnd(1, 1, isSaturated), (0, 0, 0), 0, 0);
    }
}
