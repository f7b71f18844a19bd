using System;

namespace ThreadStore.Latency.Driving;

/// <summary>How operations are driven.</summary>
/// <param name="Rate">Starts a second.</param>
/// <param name="Operations">How many.</param>
/// <param name="WarmUp">How many of them, the first ones, are not counted.</param>
internal readonly record struct LoopPlan(double Rate, long Operations, long WarmUp)
{
    /// <summary>Behind this a rate is not held: the loop ends, because from here on it would only measure how long it was let run.</summary>
    public static readonly TimeSpan GiveUpBehind = TimeSpan.FromSeconds(2);

    /// <summary>A loop of that length; its first fifth is warm-up, but no more than a second.</summary>
    public static LoopPlan Of(double rate, TimeSpan length)
    {
        var operations = Math.Max(2, (long)(rate * length.TotalSeconds));
        return new LoopPlan(rate, operations, Math.Min(operations / 5, (long)rate));
    }
}
