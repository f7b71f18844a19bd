using System;
using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Targets;

/// <summary>One of the two that are compared, made anew for each round.</summary>
internal interface ISide : IDisposable
{
    /// <summary>The store that the load works on while this side is driven: the side's own one when it has one.</summary>
    public LocalThreadStore Store { get; }

    /// <summary>Drives it.</summary>
    public Round Drive(DriverThread driver, LoopPlan plan);

    /// <summary>Looks whether what was appended is in the files; gives how much they have grown.</summary>
    /// <param name="operations">How many appends there were.</param>
    /// <exception cref="WrongAnswerException">It is not.</exception>
    public long Check(long operations);
}
