using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using ThreadStore.Health;
using ThreadStore.Sqlite;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <content>One transaction: fill it, apply, commit, release barriers. Failures: Projector.Failure.cs.</content>
internal sealed partial class Projector
{
    private readonly BatchEntry[] _batch = new BatchEntry[MaxBatchRows];
    private readonly LogTextSource _texts;
    private int _batchCount;
    private int _batchLimit = MaxBatchRows;

    private bool RunBatch()
    {
        Counters.Attempts++;
        switch (_index.TryBegin())
        {
            case IndexStatus.Ready:
                _busySince = 0;
                NoteEpoch();
                break;
            case IndexStatus.Busy:
                NoteStall(_index.BusyWith);
                PutBackRest(0);
                Postpone();
                return false;
            default:
                FailBatch(Fault(), isNobodys: true);
                // Nothing can be written at all: what is left is tried again, but not at once.
                Postpone();
                return false;
        }

        var begun = _clock.GetTimestamp();
        var applied = 0;
        for (; applied < _batchCount; applied++)
        {
            if (applied > 0 && _clock.GetElapsedTime(begun) > s_maxBatchTime)
            {
                PutBackRest(applied);
                break;
            }

            if (!ApplyOne(ref _batch[applied]))
            {
                _index.Rollback();
                FailBatch(Fault());
                return true;
            }
        }

        switch (Commit())
        {
            case IndexStatus.Ready:
                CompleteBatch();
                return true;
            case IndexStatus.Busy:
                NoteStall(ProjectionStall.IndexLocked);
                _index.Rollback();
                PutBackRest(0);
                Postpone();
                return false;
            default:
                var fault = Fault();
                _index.Rollback();
                FailBatch(fault);
                return true;
        }
    }

    // Child of the first update that it ends, linked to the others.
    private IndexStatus Commit()
    {
        var parent = default(TraceContext);
        for (var i = 0; i < _batchCount && !parent.IsValid; i++)
        {
            parent = _batch[i].Update;
        }

        using var span = ProjectionSpans.StartBatchCommit(parent, _batchCount);
        if (span.IsRecorded)
        {
            foreach (ref readonly var entry in _batch.AsSpan(0, _batchCount))
            {
                if (entry.Update.IsValid && entry.Update != parent)
                {
                    span.AddLink(entry.Update);
                }
            }
        }

        var status = _index.Commit();
        span.SetOutcome(status switch
        {
            IndexStatus.Ready => SpanOutcome.Done,
            IndexStatus.Busy => SpanOutcome.Busy,
            _ => SpanOutcome.Failed,
        });
        return status;
    }

    private static SpanOutcome ToSpan(ApplyOutcome outcome) => outcome switch
    {
        ApplyOutcome.Applied => SpanOutcome.Done,
        ApplyOutcome.Gap => SpanOutcome.Gap,
        ApplyOutcome.Skipped => SpanOutcome.Nothing,
        ApplyOutcome.Failed => SpanOutcome.Failed,
        _ => SpanOutcome.TransactionGone,
    };

    private static long Microseconds(long since) => since == 0 ? 0 : (long)Stopwatch.GetElapsedTime(since).TotalMicroseconds;

    // False = the transaction is gone.
    private bool ApplyOne(ref BatchEntry entry)
    {
        entry.HasBegun = entry.Live is { } live && live.TryBeginAttempt();
        if (!entry.HasBegun && entry.Step is null)
        {
            entry.Outcome = EntryOutcome.Dropped;
            return true;
        }

        var outcome = Apply(ref entry);
        entry.Outcome = outcome switch
        {
            ApplyOutcome.Applied => EntryOutcome.Applied,
            ApplyOutcome.Gap => EntryOutcome.Gap,
            ApplyOutcome.Skipped => EntryOutcome.Gone,
            _ => EntryOutcome.Failed,
        };
        return outcome is not ApplyOutcome.TransactionGone;
    }

    // A log that cannot be read now fails its own thread, nobody else's. A step needs no owner: it is applied even if the thread was closed.
    private ApplyOutcome Apply(ref BatchEntry entry)
    {
        try
        {
            var outcome = entry.Step is { } step ? ApplyStep(step) : ApplyLive(ref entry);
            entry.Fault = outcome is ApplyOutcome.Failed ? Fault() : null;
            return outcome;
        }
        catch (ThreadStoreException unreadable)
        {
            entry.Fault = unreadable;
            return ApplyOutcome.Failed;
        }
    }

    private ApplyOutcome ApplyLive(ref BatchEntry entry)
    {
        var thread = entry.Live!;
        var delta = entry.Delta!;
        using var update = ProjectionSpans.StartUpdate(delta.Trace, Microseconds(delta.FilledAt), delta.Appends, delta.To, _batchCount);
        if (update.IsRecorded)
        {
            delta.AddLinksTo(update);
            entry.Update = update.Context;
        }

        _texts.Open(thread.Path);
        var file = new RolloutFile(thread.Path.Text, thread.Path.IsArchived, thread.HeadFor(delta.To, _home));
        using var apply = ProjectionSpans.StartApply(delta.To);
        var outcome = _index.Apply(delta, file, _texts);
        apply.SetOutcome(ToSpan(outcome));
        update.SetOutcome(ToSpan(outcome));
        if (outcome is ApplyOutcome.Failed or ApplyOutcome.TransactionGone)
        {
            update.Fail(outcome is ApplyOutcome.Failed ? "index_row" : "index_transaction");
        }

        return outcome;
    }

    private ApplyOutcome ApplyStep(ProjectionStep step)
    {
        if (step.Replaces is { } seen && !StandsAt(step.Id, seen))
        {
            return _index.LastFault is null ? ApplyOutcome.Gap : ApplyOutcome.TransactionGone;
        }

        switch (step.Kind)
        {
            case StepKind.Replace:
                var dropped = _index.Replace(step.Id);
                if (dropped is not ApplyOutcome.Applied)
                {
                    return dropped;
                }

                // A row that was dropped and cannot be written anew must not stay away: the transaction is given up.
                return Advance(step) is var anew and not ApplyOutcome.Failed ? anew : ApplyOutcome.TransactionGone;
            case StepKind.Advance:
                return Advance(step);
            case StepKind.AdvanceHost:
                _texts.Open(step.Path!);
                return _index.ApplyHost(step.Delta!, _texts);
            case StepKind.Relocate:
                return ToOutcome(_index.Relocate(step.Id, step.Path!.Text, step.Path.IsArchived));
            case StepKind.Remove:
                return ToOutcome(_index.Remove(step.Id));
            case StepKind.Names:
                return step.Names!.Apply(_index);
            case StepKind.MachineBoot:
                return _index.NoteMachineBoot(Encoding.UTF8.GetBytes(step.MachineBoot!));
            default:
                return ApplyOutcome.Applied;
        }
    }

    private bool StandsAt(ThreadId id, in FileMark mark) => _index.TryReadRow(id, out var row) && row.Mark == mark;

    private ApplyOutcome Advance(ProjectionStep step)
    {
        _texts.Open(step.Path!);
        return _index.Apply(step.Delta!, new RolloutFile(step.Path!.Text, step.Path.IsArchived, step.LogHead), _texts);
    }

    // False of these two says "no such row", unless there is a fault.
    private ApplyOutcome ToOutcome(bool isDone) => isDone || _index.LastFault is null ? ApplyOutcome.Applied : ApplyOutcome.TransactionGone;

    private void CompleteBatch()
    {
        Counters.Commits++;
        NoteSuccess();
        NoteMoved();
        StoreMeter.RecordBatch(_batchCount);
        Volatile.Write(ref _lastFault, null);
        var failedAlone = _batchCount == 1 && _batch[0].Outcome is EntryOutcome.Failed;
        for (var i = 0; i < _batchCount; i++)
        {
            ref var entry = ref _batch[i];
            switch (entry.Outcome)
            {
                case EntryOutcome.Applied:
                    Complete(ref entry);
                    break;
                case EntryOutcome.Failed:
                    FailAlone(ref entry);
                    break;
                default:
                    Dismiss(ref entry);
                    break;
            }
        }

        ClearBatch();
        if (!failedAlone)
        {
            _batchLimit = Math.Min(MaxBatchRows, _batchLimit * 2);
        }
    }

    private void Complete(ref BatchEntry entry)
    {
        if (entry.HasBegun)
        {
            var live = entry.Live!;
            live.BackoffMs = 0;
            live.IsAlone = false;
            live.ForgetRowFault();
            Counters.Rows++;
            if (entry.Step is null)
            {
                live.LetGo();
                StoreMeter.RecordRow(entry.Delta!.FilledAt, entry.Delta.Appends);
            }

            var committed = entry.Step is { } own ? own.Offset : entry.Delta!.To;
            if (entry.Step is { Kind: StepKind.Replace or StepKind.Remove })
            {
                // The log has become another one: what was committed before is not of its bytes.
                live.ResetCommitted();
                live.ForgetHead();
            }

            live.CompleteAttempt(committed);
        }

        if (entry.Step is { } step)
        {
            Finish(step, StepOutcome.Done);
        }
        else
        {
            Deltas.Return(entry.Delta!);
        }
    }

    // Neither applied nor failed: closed thread, gap, or a rollout that is gone.
    private void Dismiss(ref BatchEntry entry)
    {
        if (entry.HasBegun)
        {
            entry.Live!.EndAttempt();
        }

        if (entry.Step is { } step)
        {
            Finish(step, entry.Outcome is EntryOutcome.Gap ? StepOutcome.Gap : entry.Outcome is EntryOutcome.Gone ? StepOutcome.Gone : StepOutcome.Done);
            return;
        }

        var end = entry.Delta!.To;
        DropDelta(entry.Delta);
        if (entry.Outcome is EntryOutcome.Dropped)
        {
            entry.Live!.LetGo();
        }
        else
        {
            // Not beyond the delta's end: there the next one begins, which would not fit either if more were read.
            Counters.Gaps++;
            StartCatchUp(entry.Live!, end);
        }
    }

    // Its transaction has gone on without it.
    private void FailAlone(ref BatchEntry entry)
    {
        var fault = entry.Fault ?? Fault();
        Faults.Note(fault);
        FailOne(ref entry, fault, alone: true, isOwn: true);
    }

    private void Finish(ProjectionStep step, StepOutcome outcome)
    {
        Counters.Steps++;
        step.Completed(step, outcome);
    }

    private void ClearBatch()
    {
        Array.Clear(_batch, 0, _batchCount);
        _batchCount = 0;
        _texts.Dispose();
    }

    private void DropDelta(ThreadDelta? delta)
    {
        if (delta is not null)
        {
            Deltas.Return(delta);
        }
    }

    private enum EntryOutcome
    {
        Pending,
        Applied,
        Gap,
        Gone,
        Failed,
        Dropped,
    }

    private struct BatchEntry
    {
        internal ProjectedThread? Live;
        internal ProjectionStep? Step;
        internal ThreadDelta? Delta;
        internal EntryOutcome Outcome;
        internal bool HasBegun;
        internal ThreadStoreException? Fault;

        /// <summary>The span of its update.</summary>
        internal TraceContext Update;
    }
}
