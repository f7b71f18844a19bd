using System;
using System.Threading;
using ThreadStore.Health;

namespace ThreadStore.Projection;

/// <content>What others may know of the projector while it works: words that its thread writes and anybody reads, without a lock.</content>
internal sealed partial class Projector
{
    // Timestamps of the store's clock, 0 for none.
    private long _movedAt;
    private long _failingSince;
    private long _shownEpoch;
    private int _stall;
    private bool _hasWork;

    /// <summary>Whom faults are told.</summary>
    internal FaultTally Faults { get; }

    /// <summary>The loop runs, or is stepped by a test.</summary>
    internal bool IsAlive => !Volatile.Read(ref _isEnded) && _thread is null or { IsAlive: true };

    /// <summary>The epoch of the last transaction; 0 before the first.</summary>
    internal long Epoch => Volatile.Read(ref _shownEpoch);

    /// <summary>What keeps the projector from going on, and since when by the store's clock; a step is only told when it takes long.</summary>
    internal ProjectionStall Stalled(long now, out TimeSpan stalledFor)
    {
        stalledFor = TimeSpan.Zero;
        var movedAt = Volatile.Read(ref _movedAt);
        if (movedAt != 0 && now > movedAt && _clock.GetElapsedTime(movedAt, now) >= ProjectionHealth.StuckAfter)
        {
            stalledFor = _clock.GetElapsedTime(movedAt, now);
            return ProjectionStall.StepUnderWay;
        }

        // Without work nothing is tried, and what failed once says nothing about now.
        var since = Volatile.Read(ref _failingSince);
        if (since == 0 || !Volatile.Read(ref _hasWork))
        {
            return ProjectionStall.None;
        }

        stalledFor = _clock.GetElapsedTime(since, Math.Max(since, now));
        return (ProjectionStall)Volatile.Read(ref _stall);
    }

    private void NoteStall(ProjectionStall cause)
    {
        if (_failingSince == 0)
        {
            Volatile.Write(ref _failingSince, _clock.GetTimestamp());
        }

        Volatile.Write(ref _stall, (int)cause);
    }

    private void NoteSuccess() => Volatile.Write(ref _failingSince, 0);

    // A step moves with each transaction: one that fills an index for minutes does not hang.
    private void NoteMoved() => Volatile.Write(ref _movedAt, _clock.GetTimestamp());

    private void EndStep()
    {
        Volatile.Write(ref _hasWork, _queue.Count + _delayed.Count + _taken.Count + _newEpoch.Count > 0 || CatchUp is { HasFailed: true });
        Volatile.Write(ref _movedAt, 0);
    }
}
