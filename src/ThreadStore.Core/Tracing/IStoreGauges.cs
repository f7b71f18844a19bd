using System;

namespace ThreadStore.Tracing;

/// <summary>What an open store says when somebody collects metrics.</summary>
/// <param name="PendingBytes">Bytes accepted and not committed.</param>
/// <param name="Age">How long the oldest of them waits.</param>
/// <param name="IsStuck">Nothing is committed although something waits.</param>
/// <param name="FaultedThreads">Threads that fail by themselves.</param>
internal readonly record struct GaugeReading(long PendingBytes, TimeSpan Age, bool IsStuck, int FaultedThreads);

/// <summary>An open store, as the process's gauges see it.</summary>
internal interface IStoreGauges
{
    /// <summary>What the store says now. Any thread; waits for no disk.</summary>
    public GaugeReading Read();
}
