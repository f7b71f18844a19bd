using System;
using System.Threading;
using ThreadStore.Health;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <content>What happens when the index is locked, a row fails, or a transaction is lost.</content>
internal sealed partial class Projector
{
    // A foreign holder of the database is asked again this often: healing must stay well under a second.
    private const int MinBusyMs = 1;
    private const int MaxBusyMs = 50;

    private ThreadStoreException? _lastFault;
    private long _busySince;
    private long _busyUntil;
    private int _busyMs;

    // "Not yet": nobody fails, every delta is kept, barriers go on waiting until their own deadline.
    private void Postpone()
    {
        var now = _clock.GetTimestamp();
        if (_busySince == 0)
        {
            _busySince = now;
            _busyMs = MinBusyMs;
        }
        else
        {
            _busyMs = Math.Min(MaxBusyMs, _busyMs * 2);
        }

        Counters.Busy++;
        _busyUntil = now + ToTicks(TimeSpan.FromMilliseconds(_busyMs));
    }

    // Entries from the index on neither failed nor committed: they keep what they hold and wait for the next batch.
    private void PutBackRest(int from)
    {
        for (var i = from; i < _batchCount; i++)
        {
            ref var entry = ref _batch[i];
            if (entry.HasBegun)
            {
                entry.Live!.EndAttempt();
            }

            if (entry.Step is { } step)
            {
                _taken.Enqueue(step);
            }
            else
            {
                Retain(entry.Live!, entry.Delta);
                Requeue(entry.Live!);
            }
        }

        Array.Clear(_batch, from, _batchCount - from);
        _batchCount = from;
    }

    // The transaction is gone, with everything in it: all keep their deltas, and the next one is half as large.
    private void FailBatch(ThreadStoreException fault, bool isNobodys = false)
    {
        Volatile.Write(ref _lastFault, fault);
        NoteStall(ProjectionStall.IndexFaulted);
        NoteMoved();
        Faults.Note(fault);
        Counters.Failures++;
        StoreMeter.RecordFault("index_transaction");
        var alone = _batchCount == 1;
        var isOwn = alone && !isNobodys;
        _batchLimit = alone ? MaxBatchRows : Math.Max(1, _batchCount / 2);
        for (var i = 0; i < _batchCount; i++)
        {
            ref var entry = ref _batch[i];
            if (entry.Outcome is EntryOutcome.Dropped or EntryOutcome.Gap or EntryOutcome.Gone)
            {
                Dismiss(ref entry);
            }
            else
            {
                entry.HasBegun = entry.HasBegun || (entry.Live is { } live && live.TryBeginAttempt());
                if (entry.HasBegun || entry.Step is not null)
                {
                    FailOne(ref entry, entry.Fault ?? fault, alone, isOwn || entry.Fault is not null);
                }
                else
                {
                    entry.Outcome = EntryOutcome.Dropped;
                    Dismiss(ref entry);
                }
            }
        }

        ClearBatch();
    }

    // A log that could not be read fails who waits for it, and is tried again after the back-off.
    private void FinishWord(ProjectionStep step)
    {
        if (step.Fault is { } met)
        {
            Faults.Note(met);
        }

        if (step.Live is { } live)
        {
            if (step.Fault is { } fault)
            {
                live.NoteRowFault(fault, _clock.GetTimestamp());
                Delay(live);
                live.FailRead(step.Attempt, fault);
            }
            else
            {
                live.BackoffMs = 0;
            }
        }

        Finish(step, step.Fault is null ? StepOutcome.Done : StepOutcome.Failed);
    }

    // Whoever links it meanwhile finds it delayed: only the clock or a barrier's override brings it back.
    private void Delay(ProjectedThread live)
    {
        live.BackoffMs = Backoff.Next(live.BackoffMs);
        live.RetryAt = _clock.GetTimestamp() + ToTicks(TimeSpan.FromMilliseconds(live.BackoffMs));
        if (!live.IsDelayed)
        {
            live.IsDelayed = true;
            _delayed.Add(live);
        }
    }

    private void FailOne(ref BatchEntry entry, ThreadStoreException fault, bool alone, bool isOwn)
    {
        if (entry.HasBegun)
        {
            var live = entry.Live!;
            if (isOwn)
            {
                live.NoteRowFault(fault, _clock.GetTimestamp());
            }

            StoreMeter.RecordFault(fault is StorageFaultException { Part: StoragePart.Log } ? "log_read" : "index_row");
            live.IsAlone |= alone;
            Delay(live);
            var reached = entry.Step is { } own ? own.Offset : entry.Delta!.To;
            // What is newer is not always in the slot: a publisher that merges holds it for a moment. Its bytes are expected in the file.
            var isNewerPending = live.Slot.IsFull || live.IsDirty || live.ExpectedEnd > reached;
            live.FailAttempt(reached, isNewerPending, fault);
        }

        if (entry.Step is { } step)
        {
            step.Fault = fault;
            Finish(step, StepOutcome.Failed);
        }
        else
        {
            Retain(entry.Live!, entry.Delta);
        }
    }

    private static void Retain(ProjectedThread thread, ThreadDelta? delta)
    {
        thread.Retained = delta;
        if (delta is not null && thread.IsCatchingUp)
        {
            thread.CatchUpLimit = delta.From;
        }
    }

    private StorageFaultException Fault() =>
        _index.LastFault ?? new StorageFaultException(StoragePart.Index, StorageOutcome.Accepted, null, 0, "the index failed without a cause");
}
