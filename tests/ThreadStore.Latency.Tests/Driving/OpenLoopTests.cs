using System;
using System.Linq;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Latency.Driving;

/// <summary>
/// The law: operation i is to start at t0 + i / rate, starts then or as soon as the one before has ended, and its latency counts from the former.
/// </summary>
public sealed class OpenLoopTests
{
    // 10 us from one intended start to the next.
    private const double Rate = 100_000;
    private const long Gap = 10_000;

    private readonly Histogram _warmUp = new();
    private readonly Histogram _counted = new();
    private readonly ScriptedTime _time = new();

    [Fact]
    public void Run_OnTime_StartsEachAtItsIntendedTime_AndCountsWhatItTook()
    {
        var end = Run(_time.Operation(100), operations: 1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => _time.Starts[0] + (i * Gap)), _time.Starts);
        Assert.Equal(100, _counted.Max);
        Assert.Equal(new LoopEnd(1000, ((999 * Gap) + 100) / 1e9, IsSaturated: false), end);
    }

    [Fact]
    public void Run_AfterAStall_ChargesItToAllThatItDelayed()
    {
        // 100 us in one of them: the nine that were due meanwhile, 10 us apart, start late, each by less than the one before.
        _ = Run(_time.Operation(0, (5, 10 * Gap)), operations: 100);
        Assert.Equal(10 * Gap, _counted.Max);
        Assert.Equal(100, _counted.Count);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Enumerable.Range(0, 11).Select(i => (_counted.Quantile((90 + i) / 100.0) + (Gap / 2)) / Gap));
    }

    [Fact]
    public void Run_AfterAStall_CatchesUpWithTheIntendedTimes()
    {
        _ = Run(_time.Operation(Gap / 2, (3, 4 * Gap)), operations: 30);

        // Half of the gap is free: what is behind shrinks by it each time, and is nothing in the end.
        Assert.Equal(_time.Starts[0] + (29 * Gap), _time.Starts[29]);
        Assert.Equal((4 * Gap) - Gap, _time.Starts[4] - (_time.Starts[0] + (4 * Gap)));
    }

    [Fact]
    public void Run_WarmUp_IsNotCounted()
    {
        _ = Run(_time.Operation(1, (3, 777)), operations: 50, warmUp: 10);
        Assert.Equal((10, 40), (_warmUp.Count, _counted.Count));
        Assert.Equal((777, 1), (_warmUp.Max, _counted.Max));
    }

    [Fact]
    public void Run_ThatDoesNotHoldTheRate_GivesUpTwoSecondsBehind()
    {
        // Each takes 1 ms more than there is.
        var end = Run(_time.Operation(Gap + 1_000_000), operations: 1_000_000);
        Assert.True(end.IsSaturated);
        Assert.Equal(2000, end.Operations);
        Assert.Equal(end.Operations, _counted.Count);
        Assert.InRange(_counted.Max, 2_000_000_001, 2_001_010_000);
        Assert.Equal(1e9 / (Gap + 1_000_000), end.Rate, 1e-6);
    }

    [Fact]
    public void Run_AtARateThatIsNoWholeNumberOfTicks_DoesNotDrift()
    {
        _ = OpenLoop.Run(_time, _time.Operation(0), new LoopPlan(300_000, 300_001, 0), _warmUp, _counted);
        Assert.Equal(1_000_000_000, _time.Starts[^1] - _time.Starts[0]);
    }

    [Fact]
    public void Run_AllocatesNothing()
    {
        var nothing = new Nothing();
        var time = new JumpingTime();
        var before = Measured();
        Assert.Equal(0, Math.Min(before, Measured()));

        long Measured()
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            _ = OpenLoop.Run(time, nothing, new LoopPlan(1e6, 1000, 100), _warmUp, _counted);
            return GC.GetAllocatedBytesForCurrentThread() - allocated;
        }
    }

    [Theory]
    [InlineData(1000, 1, 200)]
    [InlineData(1000, 10, 1000)]
    [InlineData(100, 0.001, 0)]
    public void Plan_WarmsUpForAFifthButNoMoreThanASecond(double rate, double seconds, long warmUp)
    {
        var plan = LoopPlan.Of(rate, TimeSpan.FromSeconds(seconds));
        Assert.Equal(warmUp, plan.WarmUp);
        Assert.True(plan.WarmUp < plan.Operations);
    }

    private LoopEnd Run(IOperation operation, long operations, long warmUp = 0) =>
        OpenLoop.Run(_time, operation, new LoopPlan(Rate, operations, warmUp), _warmUp, _counted);

    private sealed class Nothing : IOperation
    {
        public void Run()
        {
        }
    }

    private sealed class JumpingTime : ILoopClock
    {
        public long Frequency => 1_000_000_000;

        public long Now { get; private set; }

        public void WaitUntil(long time) => Now = time;
    }
}
