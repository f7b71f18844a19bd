using System.Threading;

namespace ThreadStore.Projection;

/// <summary>Totals of one projector; written by its thread unless they say otherwise, read by anyone as a hint.</summary>
internal sealed class ProjectionCounters
{
    private long _wakes;

    /// <summary>Transactions tried, the busy ones included.</summary>
    internal long Attempts { get; set; }

    /// <summary>Transactions committed.</summary>
    internal long Commits { get; set; }

    /// <summary>Rows of live threads advanced.</summary>
    internal long Rows { get; set; }

    /// <summary>Steps of catch-ups finished.</summary>
    internal long Steps { get; set; }

    /// <summary>Deltas that did not fit their row.</summary>
    internal long Gaps { get; set; }

    /// <summary>Times the index was locked by somebody else.</summary>
    internal long Busy { get; set; }

    /// <summary>Transactions lost.</summary>
    internal long Failures { get; set; }

    /// <summary>Sleeps of the projector that somebody ended; counted by whoever did.</summary>
    internal long Wakes => Volatile.Read(ref _wakes);

    internal void AddWake() => Interlocked.Increment(ref _wakes);
}
