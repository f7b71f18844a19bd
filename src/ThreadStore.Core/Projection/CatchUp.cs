using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <summary>
/// Reads logs from where their rows stand, in bounded steps, and hands the facts to the projector: the one path behind gaps, foreign
/// lines, resume, recovery, the sweep and rebuild.
/// </summary>
/// <remarks>
/// Workers call <see cref="RunOnce"/>; a thread has at most one job, and a job at most one step under way, so that steps of one thread
/// commit in order. Completions run on the projector's thread.
/// </remarks>
internal sealed partial class CatchUp : IDisposable
{
    /// <summary>Log bytes in one step.</summary>
    internal const int MaxStepBytes = 4 << 20;

    // Steps that may wait for the projector: the readers are faster than SQLite, and each step holds a delta.
    private const int MaxStepsUnderWay = 512;

    private readonly Projector _projector;
    private readonly IRowStateReader _rows;
    private readonly LogHome _home;
    private readonly InheritedPreview _inherited;
    private readonly DeltaPool _deltas;

    // the lock
    private readonly Lock _lock = new();
    private readonly Dictionary<ThreadId, CatchUpJob> _jobs = [];
    private readonly Queue<CatchUpJob> _runnable = new();
    private int _underWay;

    internal CatchUp(Projector projector, IRowStateReader rows, LogHome home)
    {
        _projector = projector;
        _rows = rows;
        _home = home;
        _deltas = new DeltaPool(MaxStepsUnderWay, projector.Deltas.Projection);
        _inherited = new InheritedPreview(rows, home);
    }

    /// <summary>Bytes of log read, and lines that could not be.</summary>
    internal CatchUpCounters Counters { get; } = new();

    /// <summary>Threads whose logs are still to be read.</summary>
    internal int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>Brings a live thread's row to the end of its log; called on the projector's thread.</summary>
    internal void Request(ProjectedThread live)
    {
        lock (_lock)
        {
            var job = GetOrAddLocked(live.Id, live.Path, known: null);
            job.Live = live;
        }

        Wake();
    }

    /// <summary>Brings a thread's row to the last complete line of its log; the task ends when it is there, or with the fault.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="path">Where its rollout lies.</param>
    /// <param name="isGone">The caller has looked everywhere: if the file is not there, it is nowhere.</param>
    /// <param name="known">Where the row stood a moment ago; null when the caller does not know.</param>
    /// <param name="isAnew">The row is made anew from the first byte.</param>
    internal Task RequestAsync(ThreadId id, RolloutPath path, bool isGone = false, KnownRow? known = null, bool isAnew = false)
    {
        Task done;
        lock (_lock)
        {
            if (_isStopping)
            {
                return Task.FromException(Closed());
            }

            var job = GetOrAddLocked(id, path, known);
            job.Path = job.IsRunning ? job.Path : path;
            job.IsGone = isGone;
            job.IsAnew |= isAnew;
            done = job.Done.Task;
        }

        Wake();
        return done;
    }

    /// <summary>Reads one step of one job; false when there is nothing to read, or enough is waiting for the projector.</summary>
    internal bool RunOnce()
    {
        if (ReadOne() is not { } step)
        {
            return false;
        }

        _projector.Submit(step);
        return true;
    }

    private ProjectionStep? ReadOne()
    {
        CatchUpJob? job;
        lock (_lock)
        {
            if (_underWay >= MaxStepsUnderWay || !_runnable.TryDequeue(out job))
            {
                return null;
            }

            _underWay++;
            job.IsRunning = true;
        }

        return ReadStep(job);
    }

    private CatchUpJob GetOrAddLocked(ThreadId id, RolloutPath path, KnownRow? known)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            job = new CatchUpJob(id, path, OnStepCompleted) { Known = known };
            _jobs.Add(id, job);
            _runnable.Enqueue(job);
        }
        else if (job.IsRunning)
        {
            // What it is reading may end before what this caller has in mind: read once more.
            job.MustRunAgain = true;
        }

        return job;
    }

    // Never throws: what goes wrong becomes a step that brings the fault to the projector's thread.
    private ProjectionStep ReadStep(CatchUpJob job)
    {
        var attempt = job.Live?.NumberAttempt() ?? 0;
        using var span = ProjectionSpans.StartCatchUpStep(default, job.Live?.Committed ?? 0);
        try
        {
            var step = ReadStepCore(job);
            span.SetBytes(step.Delta is { } read ? read.To - read.From : 0);
            span.SetOutcome(step.Delta is null ? SpanOutcome.Nothing : SpanOutcome.Done);
            return step;
        }
        catch (ThreadStoreException fault)
        {
            span.SetOutcome(SpanOutcome.Failed);
            return Word(job, attempt, fault);
        }
        catch (Exception unexpected)
        {
            span.SetOutcome(SpanOutcome.Failed);
            return Word(job, attempt, new StorageFaultException(StoragePart.Index, StorageOutcome.Accepted, null, 0, $"catch-up failed: {unexpected.Message}", unexpected));
        }
    }

    private ProjectionStep ReadStepCore(CatchUpJob job)
    {
        if (_rows.Refusal is not null)
        {
            // There is no row to bring up: who waits for it has his log.
            job.IsLastStep = true;
            return new ProjectionStep(StepKind.None, job.Id, job.Path, job.Completed) { Live = job.Live, Offset = Math.Max(0, _home.GetLength(job.Path)) };
        }

        if (!_home.TryOpenRead(job.Path, out var file))
        {
            return ReadMoved(job);
        }

        using (file)
        {
            var length = file.GetLengthOrThrow();
            var hasRow = TryTakeState(job, out var row);
            var isAnew = job.IsAnew;
            // A host's row beyond the thread's own is nobody's work: both are made anew.
            var isSame = hasRow && !isAnew && row.HostOffset <= row.Mark.Offset && LogHashes.Match(file, length, row.Mark);
            // The host's row is behind: it alone is brought to where the thread's own stands.
            var isHostStep = isSame && row.HostOffset < row.Mark.Offset;
            var from = isSame ? row.Offset : 0;
            // A handle that has ended applies no delta any more: nothing waits behind its limit.
            var limit = Math.Min(length, job.Live is { IsClosed: false } live ? live.CatchUpLimit : long.MaxValue);
            limit = isHostStep ? Math.Min(limit, row.Mark.Offset) : limit;
            // A row that is projected anew must not be seen half way: one step, however long. A delta's size does not depend on it.
            var mustReplace = hasRow && !isSame;
            var stepEnd = mustReplace ? limit : Math.Min(limit, from + MaxStepBytes);
            var delta = RentDelta();
            delta.Reset(job.Id, from);
            var (end, head) = Observe(file, delta, from, stepEnd, limit);
            if (from == 0 && !isHostStep && ThreadFacts.HasHistoryBase(delta.Facts) && ReadInherited(file, job) is { } preview)
            {
                ThreadFacts.InheritPreview(delta.Facts, preview);
            }

            // A step that also moves the path takes one more round, which finds only the path to change.
            job.IsLastStep = !isHostStep && stepEnd >= limit && (!hasRow || IsAt(row, job.Path));
            if (end > from)
            {
                return new ProjectionStep(mustReplace ? StepKind.Replace : isHostStep ? StepKind.AdvanceHost : StepKind.Advance, job.Id, job.Path, job.Completed)
                {
                    Delta = delta,
                    Live = job.Live,
                    LogHead = head,
                    Offset = end,
                    IsAnew = isAnew,
                    Replaces = mustReplace ? row.Mark : null,
                };
            }

            _deltas.Return(delta);
            job.IsLastStep = true;
            if (mustReplace)
            {
                return new ProjectionStep(StepKind.Remove, job.Id, job.Path, job.Completed) { Live = job.Live, IsAnew = isAnew, Replaces = row.Mark };
            }

            var kind = hasRow && !IsAt(row, job.Path) ? StepKind.Relocate : StepKind.None;
            return new ProjectionStep(kind, job.Id, job.Path, job.Completed) { Live = job.Live, Offset = from };
        }
    }

    // A sweep of thousands of logs has looked once for all of them. What it saw is good for one step: the next one looks itself.
    private bool TryTakeState(CatchUpJob job, out RowState row)
    {
        if (job.Known is { } known)
        {
            job.Known = null;
            row = known.State;
            return known.Exists;
        }

        return _rows.TryReadState(job.Id, out row);
    }

    private static bool IsAt(in RowState row, RolloutPath path) => row.RelativePath == path.Text && row.Archived == path.IsArchived;

    // The rollout is not where it was: it was moved (archived by somebody), or it is gone.
    private ProjectionStep ReadMoved(CatchUpJob job)
    {
        var unreadable = new List<string>();
        if (!job.IsGone && _home.Layout.Find(job.Id, unreadable) is { } found)
        {
            // A compressed log cannot be read: its row stays as it is.
            job.Path = found;
            job.IsLastStep = found.IsCompressed;
            return new ProjectionStep(StepKind.Relocate, job.Id, found, job.Completed) { Live = job.Live };
        }

        if (unreadable.Count > 0)
        {
            throw LogFault.Listing(unreadable[0]);
        }

        job.IsLastStep = true;
        return new ProjectionStep(StepKind.Remove, job.Id, job.Path, job.Completed) { Live = job.Live };
    }

    private static ProjectionStep Word(CatchUpJob job, long attempt, ThreadStoreException fault) =>
        new(StepKind.None, job.Id, job.Path, job.Completed) { Live = job.Live, Attempt = attempt, Fault = fault };

    private ThreadDelta RentDelta() => _deltas.TryRent() ?? _deltas.Projection.NewDelta();
}
