using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Health;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>
/// The store's one loop that turns deltas into rows: takes what is ready, writes many threads in one transaction, releases barriers.
/// </summary>
/// <remarks>
/// One thread calls <see cref="Step"/>: the store's projector thread, or a test. Appenders reach it through the ready list and the slots,
/// readers of the log through <see cref="Submit(ProjectionStep)"/>. It reads the log only for texts that are too long for a delta.
/// </remarks>
internal sealed partial class Projector : IDisposable
{
    /// <summary>Rows in one transaction.</summary>
    internal const int MaxBatchRows = 256;

    // A transaction is also bounded in time, so that another process's barrier does not wait long for the store lock.
    private static readonly TimeSpan s_maxBatchTime = TimeSpan.FromMilliseconds(10);

    private readonly IIndexWriter _index;
    private readonly LogHome _home;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _linger;

    // any thread
    private readonly ReadyList _ready = new();
    private readonly ConcurrentQueue<ProjectionStep> _steps = new();

    // projector thread
    private readonly Queue<ProjectedThread> _queue = new();
    private readonly List<ProjectedThread> _delayed = [];
    private readonly List<ProjectedThread> _touches = [];
    private readonly Queue<ProjectionStep> _taken = new();
    private readonly Queue<ProjectionStep> _newEpoch = new();
    private readonly Queue<ProjectionStep> _scrubs = new();
    private long _epoch;
    private long _oldestReady;
    private bool _isDraining;

    internal Projector(IIndexWriter index, LogHome home, DeltaPool deltas, TimeProvider clock, TimeSpan linger, FaultTally? faults = null)
    {
        _index = index;
        Faults = faults ?? new FaultTally(clock);
        _home = home;
        Deltas = deltas;
        _clock = clock;
        _linger = linger;
        _texts = new LogTextSource(home);
    }

    /// <summary>What was committed is where readers look. Any thread.</summary>
    internal bool IsIndexCurrent => _index.IsCurrent;

    /// <summary>The spares that slots are filled from.</summary>
    internal DeltaPool Deltas { get; }

    /// <summary>Set once by the store: reads a thread's log from its row's own offset.</summary>
    internal CatchUp? CatchUp { get; set; }

    /// <summary>Called on the projector's thread when the index has become another file: its rows are to be made anew.</summary>
    internal Action? EpochChanged { get; set; }

    /// <summary>What this projector has done so far.</summary>
    internal ProjectionCounters Counters { get; } = new();

    /// <summary>The projector's own view of the index fault that it saw last, null after a success.</summary>
    internal ThreadStoreException? LastFault => Volatile.Read(ref _lastFault);

    /// <summary>Makes sure, before anything runs, that there is an index to read from; what fails here is tried again with the first batch.</summary>
    internal void Prime()
    {
        if (_index.TryBegin() is IndexStatus.Ready)
        {
            _index.Rollback();
            _epoch = _index.Epoch;
            Volatile.Write(ref _shownEpoch, _epoch);
        }
        else if (_index.LastFault is { } fault)
        {
            Volatile.Write(ref _lastFault, fault);
            Faults.Note(fault);
        }
    }

    /// <summary>Hands over a bounded step; wakes the projector.</summary>
    internal void Submit(ProjectionStep step)
    {
        _steps.Enqueue(step);
        NoteSubmitted();
    }

    /// <summary>Hands over bounded steps, in order; wakes the projector once.</summary>
    internal void Submit(List<ProjectionStep> steps)
    {
        foreach (var step in steps)
        {
            _steps.Enqueue(step);
        }

        NoteSubmitted();
    }

    private void NoteSubmitted()
    {
        WakeUrgent();
        if (Volatile.Read(ref _isEnded))
        {
            // Pairs with the write in Dispose: whoever comes second fails the step.
            FailSubmitted();
        }
    }

    /// <summary>Hands over a step of a verb; ends when the step's transaction has, or with its fault.</summary>
    internal Task SubmitAsync(StepKind kind, ThreadId id = default, RolloutPath? path = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Submit(new ProjectionStep(kind, id, path, (step, outcome) =>
        {
            if (outcome is StepOutcome.Failed)
            {
                done.TrySetException(step.Fault!);
            }
            else
            {
                done.TrySetResult();
            }
        }));
        return done.Task;
    }

    /// <summary>From here on nothing lingers: what is pending is written by the next step.</summary>
    internal void Drain()
    {
        Volatile.Write(ref _isDraining, true);
        WakeUrgent();
    }

    /// <summary>
    /// Does all work that is due and says how long the next may wait: <see cref="Timeout.InfiniteTimeSpan"/> = until something is linked.
    /// </summary>
    internal TimeSpan Step()
    {
        NoteMoved();
        try
        {
            return StepOnce();
        }
        finally
        {
            EndStep();
        }
    }

    private TimeSpan StepOnce()
    {
        CollectReady();
        var now = _clock.GetTimestamp();
        PublishDueTouches(now);
        RequeueDelayed(now);
        if (CatchUp is { HasFailed: true } catchUp)
        {
            catchUp.RetryFailed(now, isIndexFailing: _failingSince != 0);
        }

        CollectSteps();
        if (now >= _busyUntil && StartNewEpochs())
        {
            while (FillBatch(now) && RunBatch())
            {
                now = _clock.GetTimestamp();
                CollectReady();
                RequeueDelayed(now);
                CollectSteps();
            }

            RunScrubs();
        }

        _index.CheckpointIfDue(idle: _queue.Count == 0 && _taken.Count == 0);
        return UntilNextWork(_clock.GetTimestamp());
    }

    // Takes the ready list. A thread is in the private queue at most once; its slot is taken when it gets into a batch.
    private void CollectReady()
    {
        var visitor = new Collector(this);
        _ready.TakeAll(ref visitor);
    }

    // Words without a change to the index need no transaction, and must not wait for a locked one.
    private void CollectSteps()
    {
        while (_steps.TryDequeue(out var step))
        {
            switch (step.Kind)
            {
                case StepKind.None:
                    FinishWord(step);
                    break;
                case StepKind.NewEpoch:
                    _newEpoch.Enqueue(step);
                    break;
                case StepKind.Scrub:
                    _scrubs.Enqueue(step);
                    break;
                default:
                    _taken.Enqueue(step);
                    break;
            }
        }
    }

    private void Enqueue(ProjectedThread thread)
    {
        // Before all else: a link says once that a touch is held, and facts of the same thread may have been linked first.
        if (thread.HasHeldTouch && !thread.IsTouchListed)
        {
            thread.IsTouchListed = true;
            _touches.Add(thread);
        }

        if (thread.IsQueued || thread.IsDelayed)
        {
            return;
        }

        var hasWork = thread.Slot.IsFull || thread.IsDirty || thread.Retained is not null || thread.IsUrgent;
        if (hasWork)
        {
            if (_queue.Count == 0)
            {
                _oldestReady = _clock.GetTimestamp();
            }

            thread.IsQueued = true;
            _queue.Enqueue(thread);
        }
    }

    /// <summary>A catch-up of the thread has ended or failed: what waited behind it has its turn. Projector's thread.</summary>
    internal void Revisit(ProjectedThread thread)
    {
        if (thread.Retained is not null || thread.IsDirty)
        {
            Enqueue(thread);
        }
    }

    private void PublishDueTouches(long now)
    {
        for (var i = _touches.Count - 1; i >= 0; i--)
        {
            var thread = _touches[i];
            var isDue = _isDraining || now >= thread.NextTouchAt;
            // A taken gate means an append is under way: it publishes the touch itself, or the next step does.
            if (!thread.HasHeldTouch || (isDue && thread.Touch.TryPublishHeldTouch()))
            {
                thread.IsTouchListed = false;
                _touches.RemoveAt(i);
            }
        }

        CollectReady();
    }

    // In the order in which they failed, so that no thread is always the last of its batch.
    private void RequeueDelayed(long now)
    {
        var kept = 0;
        for (var i = 0; i < _delayed.Count; i++)
        {
            var thread = _delayed[i];
            if (now < thread.RetryAt && !thread.TakeOverride())
            {
                _delayed[kept++] = thread;
                continue;
            }

            thread.IsDelayed = false;
            Enqueue(thread);
            // It has waited long enough: a retry does not linger again.
            _oldestReady = Math.Min(_oldestReady, now - ToTicks(_linger));
        }

        _delayed.RemoveRange(kept, _delayed.Count - kept);
    }

    private TimeSpan UntilNextWork(long now)
    {
        var next = long.MaxValue;
        if (_queue.Count > 0 || _taken.Count > 0 || _newEpoch.Count > 0 || _scrubs.Count > 0)
        {
            var due = _taken.Count + _newEpoch.Count + _scrubs.Count > 0 ? now : _oldestReady + ToTicks(_linger);
            next = _busySince != 0 ? _busyUntil : due;
        }

        foreach (var thread in _delayed)
        {
            next = Math.Min(next, thread.RetryAt);
        }

        foreach (var thread in _touches)
        {
            next = Math.Min(next, thread.NextTouchAt);
        }

        if (CatchUp is { HasFailed: true } catchUp)
        {
            next = Math.Min(next, catchUp.NextRetryAt);
        }

        if (next == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        return next <= now ? TimeSpan.FromMilliseconds(1) : _clock.GetElapsedTime(now, next);
    }

    private long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * _clock.TimestampFrequency);

    private readonly struct Collector(Projector projector) : IReadyVisitor
    {
        public void Visit(ReadyNode node) => projector.Enqueue((ProjectedThread)node);
    }
}
