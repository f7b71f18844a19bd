using ThreadStore.Measuring;

namespace ThreadStore.Latency.Driving;

/// <summary>Starts operations at a stated rate, whatever becomes of those before.</summary>
/// <remarks>
/// Operation i is to start at t0 + i / rate, and its latency is the time from there to its end. So a stall is charged to all operations that it
/// delayed, as it would be to callers who come by themselves: a loop that waits for each answer before it asks again leaves just these out.
/// </remarks>
internal static class OpenLoop
{
    /// <summary>Runs the plan. The end of an operation is the only reading of the clock when the next one is due already.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="operation">What is driven.</param>
    /// <param name="plan">How often.</param>
    /// <param name="warmUp">Takes the latencies, in ns, of the operations that are not counted.</param>
    /// <param name="counted">Takes those that are.</param>
    public static LoopEnd Run<TClock, TOperation>(TClock clock, TOperation operation, LoopPlan plan, Histogram warmUp, Histogram counted)
        where TClock : ILoopClock
        where TOperation : IOperation
    {
        var ticksPerOperation = clock.Frequency / plan.Rate;
        var nanosecondsPerTick = 1e9 / clock.Frequency;
        var giveUpBehind = (long)(LoopPlan.GiveUpBehind.TotalSeconds * clock.Frequency);
        var now = clock.Now;

        // A moment from now: the first operation is on time like the others.
        var start = now + (clock.Frequency / 1000);
        for (var i = 0L; i < plan.Operations; i++)
        {
            var intended = start + (long)(i * ticksPerOperation);
            if (now < intended)
            {
                clock.WaitUntil(intended);
            }

            operation.Run();
            now = clock.Now;
            var late = now - intended;
            (i < plan.WarmUp ? warmUp : counted).Record((long)(late * nanosecondsPerTick));
            if (late > giveUpBehind)
            {
                return new LoopEnd(i + 1, (now - start) / (double)clock.Frequency, IsSaturated: true);
            }
        }

        return new LoopEnd(plan.Operations, (now - start) / (double)clock.Frequency, IsSaturated: false);
    }
}
