using System;
using System.Diagnostics;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <content>What goes into the next transaction: which threads, and what each of them has.</content>
internal sealed partial class Projector
{
    // Live deltas first, steps behind them: catch-up yields. Before the linger has run out only threads that somebody waits for.
    private bool FillBatch(long now)
    {
        Debug.Assert(_batchCount == 0, "a batch was left behind");
        var isDue = _isDraining || (_queue.Count > 0 && now >= _oldestReady + ToTicks(_linger));
        var isAlone = false;
        var waiting = 0;
        var oldestWaiting = long.MaxValue;
        for (var left = _queue.Count; left > 0 && _batchCount < _batchLimit; left--)
        {
            var thread = _queue.Peek();
            var mustWait = !thread.IsUrgent && !_isBehind && (!isDue || IsJustBegun(thread, now));
            if (!mustWait && thread.IsAlone && _batchCount > 0)
            {
                // It stays the first in the queue: the next batch is its own, whatever is linked meanwhile.
                break;
            }

            _queue.Dequeue();
            if (mustWait)
            {
                _queue.Enqueue(thread);
                waiting++;
                oldestWaiting = Math.Min(oldestWaiting, thread.PublishedAt);
                continue;
            }

            thread.IsQueued = false;
            _hasServed |= thread.IsUrgent;
            if (TryTake(thread, out var delta))
            {
                _batch[_batchCount++] = new BatchEntry { Live = thread, Delta = delta };
                isAlone = thread.IsAlone;
                if (isAlone)
                {
                    break;
                }
            }
        }

        _isBehind = isDue && _queue.Count > waiting;
        if (isDue && waiting > 0 && !_isBehind)
        {
            // Nothing of the others is left: the next is due when the oldest of these is.
            _oldestReady = oldestWaiting;
        }

        while (!isAlone && _taken.Count > 0 && _batchCount < _batchLimit)
        {
            var step = _taken.Dequeue();
            _batch[_batchCount++] = new BatchEntry { Live = step.Live, Step = step, Delta = step.Delta };
        }

        return _batchCount > 0;
    }

    // A thread without a row lingers for itself, also when others are due: what lists need of it comes with its first lines, and a row that is written
    // without a preview moves within every index when it gets one.
    private bool IsJustBegun(ProjectedThread thread, long now) => thread.Committed == 0 && !_isDraining && now < thread.PublishedAt + ToTicks(_linger);

    // Somebody waited for a row of this step.
    private bool _hasServed;

    // More was due than one batch holds: the rest does not linger anew.
    private bool _isBehind;

    private void Requeue(ProjectedThread thread)
    {
        thread.IsQueued = true;
        _queue.Enqueue(thread);
    }

    // What is to be applied for this thread: the retained delta with what is pending merged over it. False = the log must be read, or nothing.
    private bool TryTake(ProjectedThread thread, out ThreadDelta? delta)
    {
        if (thread.HasHeldTouch && thread.Slot.IsFull)
        {
            // Its row is written now: a transaction of its own for the touch, seconds later, would write the same pages again.
            _ = thread.Touch.TryPublishHeldTouch();
        }

        if (thread.Slot.IsFull)
        {
            // Before the take: who asks since when something waits finds it in the slot or in hand.
            thread.HoldSince(thread.PublishedAt);
        }

        var taken = thread.Slot.Take();
        delta = thread.Retained;
        thread.Retained = null;
        if (taken is not null)
        {
            StoreMeter.RecordTake(taken.FilledAt);
            thread.HoldSince(thread.PublishedAt);
        }

        if (thread.IsClosed)
        {
            // Its facts are in the log, and may have a new owner already, whose catch-up must not be answered to this one.
            DropDelta(taken);
            DropDelta(delta);
            thread.LetGo();
            return false;
        }

        if (delta is null)
        {
            delta = taken;
        }
        else if (taken is not null)
        {
            if (!delta.TryMerge(taken))
            {
                // Foreign bytes or a dropped delta lie between the two.
                thread.MarkDirty();
            }

            Deltas.Return(taken);
        }

        if (thread.IsCatchingUp)
        {
            // The catch-up stops where this delta begins, and the delta is applied after it.
            Retain(thread, delta);
            return false;
        }

        if (delta is not null && IsNotOurs(thread, delta))
        {
            thread.ReportForeignBytes();
            thread.MarkDirty();
        }

        if (delta is { From: 0 } && ThreadFacts.HasHistoryBase(delta.Facts))
        {
            // What a fork inherits stands in its parent's log, which only the readers of catch-up look at.
            thread.MarkDirty();
        }

        if (thread.TakeDirty() || (delta is null && thread.IsUrgent))
        {
            DropDelta(delta);
            delta = null;
            StartCatchUp(thread, long.MaxValue);
            return false;
        }

        return delta is not null;
    }

    // The expected end is raised before each write, so a longer file holds bytes that are not ours; a delta is published after its bytes
    // are in the file, so a shorter one has lost some. One look per visit.
    private bool IsNotOurs(ProjectedThread thread, ThreadDelta delta)
    {
        var length = thread.OpenLog?.GetLength() ?? -1;
        // By its path only where there is no descriptor just now: that costs three times as much. A file that has left its path is the reconciler's to find.
        length = length >= 0 ? length : _home.GetLength(thread.Path);
        return length > thread.ExpectedEnd || length < delta.To;
    }

    private void StartCatchUp(ProjectedThread thread, long limit)
    {
        if (thread.IsClosed)
        {
            return;
        }

        thread.HoldSince(_clock.GetTimestamp());
        thread.IsCatchingUp = true;
        thread.CatchUpLimit = limit;
        CatchUp!.Request(thread);
    }
}
