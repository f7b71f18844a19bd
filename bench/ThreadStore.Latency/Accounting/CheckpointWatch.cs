using System;
using System.Diagnostics;

namespace ThreadStore.Latency.Accounting;

/// <summary>Counts the checkpoints of the process's stores, how long they took, and what they wrote: by the store's spans, which begin and end on the thread that works.</summary>
internal sealed class CheckpointWatch : IDisposable
{
    private readonly ActivityListener _listener;
    private long _before;

    /// <summary>Begins to listen.</summary>
    public CheckpointWatch()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ThreadStore",
            Sample = static (ref options) => options.Name == "thread_store.checkpoint" ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = _ => _before = IoCounters.OfThisThread(),
            ActivityStopped = Note,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>What they wrote together.</summary>
    public long Bytes { get; private set; }

    /// <summary>The longest.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void Note(Activity checkpoint)
    {
        Bytes += IoCounters.OfThisThread() - _before;
        Count++;
        Longest = checkpoint.Duration > Longest ? checkpoint.Duration : Longest;
    }
}
