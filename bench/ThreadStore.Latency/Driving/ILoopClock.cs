namespace ThreadStore.Latency.Driving;

/// <summary>The time by which the driver starts operations; tests bring one that stands still between them.</summary>
internal interface ILoopClock
{
    /// <summary>Ticks of a second.</summary>
    public long Frequency { get; }

    /// <summary>The time, in ticks.</summary>
    public long Now { get; }

    /// <summary>Returns when it is that time, or at once when it is past.</summary>
    public void WaitUntil(long time);
}
