using System;
using System.Diagnostics;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>From bytes in the file to facts in the slot; everything here holds the gate.</content>
public sealed partial class LiveThread : IHeldTouch
{
    // Facts observed and not yet published: [From, To) follows what was published last. Null while the thread is not open.
    private ThreadDelta? _current;
    private SettledFacts _settled;

    // Facts are published only after their bytes are in the file, whatever the durability: the index is never ahead of the log.
    private void PublishWrittenLocked(ThreadLog log)
    {
        if (_trouble is not null)
        {
            ForgetFaultLocked();
        }

        var current = _current!;
        var written = log.LastWritten;
        var startedAt = AppendSpans.IsEnabled || StoreMeter.WantsQueueAge ? Stopwatch.GetTimestamp() : 0;
        current.Appends++;
        _observer.Observe(written, log.LastWrittenOffset, current, _settled);
        current.To = log.WrittenEnd;
        current.SetTail(written[Math.Max(0, written.Length - LogHashes.TailLength)..]);
        _projected.ExpectedEnd = log.WrittenEnd;
        if (current.HasFacts)
        {
            PublishLocked(startedAt);
            _projector.Link(_projected);
        }
        else if (_clock.GetTimestamp() >= _projected.NextTouchAt)
        {
            PublishTouchLocked(startedAt);
        }
        else
        {
            LinkLocked(current, startedAt);
            _projected.HeldAt = _projected.HasHeldTouch ? _projected.HeldAt : _clock.GetTimestamp();
            _projected.HasHeldTouch = true;
            _projector.LinkQuietly(_projected);
        }
    }

    // A touch wakes nobody. Facts that were pending below it are linked like facts: while the slot was empty, between take and put, the
    // projector may have found nothing in it and gone to sleep.
    private void PublishTouchLocked(long startedAt)
    {
        if (PublishLocked(startedAt))
        {
            _projector.Link(_projected);
        }
        else
        {
            _projector.LinkQuietly(_projected);
        }
    }

    // Take, merge, put; true when there were facts to take. A spare that is not at hand makes the thread dirty: the projector reads the range from the log.
    // An append that publishes says when it began to observe; who publishes what others have left says 0.
    private bool PublishLocked(long startedAt)
    {
        var hadFacts = false;
        var current = _current!;
        var end = current.To;
        var now = _clock.GetTimestamp();
        var since = _projected.HasHeldTouch ? _projected.HeldAt : now;
        _projected.HasHeldTouch = false;
        _projected.NextTouchAt = now + _store.TouchTicks;
        _settled = _settled.With(current);
        if (_projected.Slot.Take() is { } pending)
        {
            hadFacts = pending.HasFacts;
            LinkLocked(current, startedAt);
            if (pending.TryMerge(current))
            {
                _projected.Slot.Put(pending);
            }
            else
            {
                _projector.Deltas.Return(pending);
                _projected.MarkDirty();
            }
        }
        else if (_projector.Deltas.TryRent() is { } spare)
        {
            // Before a listener is called: what it throws must not leave another range's facts as ours.
            spare.Reset(Id, end);
            _current = spare;
            _projected.PublishedAt = since;
            PutLocked(current, startedAt);
            return hadFacts;
        }
        else
        {
            _projected.MarkDirty();
        }

        _current!.Reset(Id, end);
        return hadFacts;
    }

    // The append that makes the slot full is the parent of the update, and the one that has a span.
    private void PutLocked(ThreadDelta delta, long startedAt)
    {
        delta.FilledAt = startedAt;
        if (startedAt == 0 || !AppendSpans.IsEnabled)
        {
            // A held touch: the update is a child of whoever called the first append of it, if somebody listened then.
            delta.Trace = delta.Links.Count > 0 ? delta.Links.Kept[0] : default;
            _projected.Slot.Put(delta);
            return;
        }

        using var span = AppendSpans.StartObserveMetadata(startedAt, delta.To);
        delta.Trace = span.Context;
        _projected.Slot.Put(delta);
    }

    // The facts of this append will be in another's update.
    private static void LinkLocked(ThreadDelta delta, long startedAt)
    {
        if (startedAt != 0 && AppendSpans.IsEnabled)
        {
            delta.Links.Add(OpenSpan.Ambient);
        }
    }

    bool IHeldTouch.TryPublishHeldTouch()
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            PublishRestLocked();
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    // A held touch, published and linked by whoever needs it to leave: the projector's timer or a barrier.
    private void PublishRestLocked()
    {
        if (_current is { } current && current.To > current.From)
        {
            PublishTouchLocked(startedAt: 0);
        }
    }

    // The drainer's turn: writes what buffered appends left. A failed drain keeps the bytes and their order, and is tried again.
    internal bool TryDrain()
    {
        lock (_gate)
        {
            if (_log is not { } log || !(log.HasBuffered || log.IsFaulted))
            {
                return true;
            }

            // A fault is settled by what the file holds; then what is still buffered is written.
            var status = log.IsFaulted ? ResynchroniseLocked(log) : LogStatus.Success;
            status = status.Ok ? DrainLocked(log) : status;
            if (status.Ok)
            {
                return true;
            }

            RememberFaultLocked(status);
            _projected.ExpectedEnd = log.WrittenEnd;

            // A file that has lost bytes gets them back by no retry: the handle has to be ended, and the thread resumed.
            return status.Errno == 0;
        }
    }

    private LogStatus DrainLocked(ThreadLog log)
    {
        _projected.ExpectedEnd = log.AcceptedEnd;
        var status = log.Drain();
        if (status.Ok && !log.LastWritten.IsEmpty)
        {
            PublishWrittenLocked(log);
            log.ReleaseWritten();
        }

        return status;
    }

    // Bytes that are not ours have appeared: they are skipped over here, and the projector reads them from the log.
    private LogStatus ResynchroniseLocked(ThreadLog log)
    {
        var status = log.Resynchronise();
        if (!status.Ok)
        {
            return status;
        }

        if (!log.HasBuffered)
        {
            ForgetFaultLocked();
        }

        if (_first is not null && log.HasHead())
        {
            // A first write whose outcome was unknown: its session_meta is in.
            _first = null;
        }

        _projected.ExpectedEnd = log.WrittenEnd;
        _current!.Reset(Id, log.WrittenEnd);
        _settled = default;
        _projected.MarkDirty();
        _projector.Link(_projected);
        return status;
    }
}
