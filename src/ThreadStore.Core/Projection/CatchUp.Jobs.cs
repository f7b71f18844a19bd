using System;
using System.Collections.Generic;
using System.Threading;

namespace ThreadStore.Projection;

/// <content>What follows a step, and the worker threads.</content>
internal sealed partial class CatchUp
{
    // A row that cannot be written is tried this often before the caller hears of it, and then behind him; live threads retry by the
    // projector's back-off.
    private const int MaxFailures = 3;

    // Steps that one worker hands over together.
    private const int MaxGathered = 64;

    private readonly SemaphoreSlim _work = new(0);
    private Thread[] _workers = [];
    private bool _isStopping;

    /// <summary>Starts the workers; without them a test calls <see cref="RunOnce"/>.</summary>
    internal void Start(int workers)
    {
        _workers = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _workers[i] = new Thread(Run) { IsBackground = true, Name = "ThreadStore catch-up" };
            _workers[i].Start();
        }
    }

    /// <summary>Ends the workers after the step that each has under way; what they have read is the projector's to finish.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
        }

        _work.Release(_workers.Length + 1);
        foreach (var worker in _workers)
        {
            worker.Join();
        }
    }

    /// <summary>Ends what nobody will finish any more; after the projector has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var job in _jobs.Values)
            {
                job.Done.TrySetException(Closed());
                _ = job.Done.Task.Exception;
            }

            _jobs.Clear();
            _runnable.Clear();
        }

        _work.Dispose();
    }

    private static UnsupportedException Closed() => new("catch-up", "the store was closed");

    // A row costs less among others: steps leave together, unless a live thread waits or much has been read meanwhile.
    private void Run()
    {
        var steps = new List<ProjectionStep>(MaxGathered);
        long bytes = 0;
        while (!Volatile.Read(ref _isStopping))
        {
            var step = ReadOne();
            if (step is not null)
            {
                steps.Add(step);
                bytes += step.Delta is { } delta ? delta.To - delta.From : 0;
            }

            if (steps.Count > 0 && (step is null or { Live: not null } || steps.Count == MaxGathered || bytes >= MaxStepBytes))
            {
                _projector.Submit(steps);
                steps.Clear();
                bytes = 0;
            }
            else if (step is null)
            {
                _work.Wait();
            }
        }

        if (steps.Count > 0)
        {
            _projector.Submit(steps);
        }
    }

    private void Wake() => _work.Release();

    // Projector thread, after the step's transaction.
    private void OnStepCompleted(CatchUpJob job, ProjectionStep step, StepOutcome outcome)
    {
        if (step.Delta is { } delta)
        {
            _deltas.Return(delta);
        }

        var failed = outcome is StepOutcome.Failed;
        var live = job.Live;
        bool isDone;
        lock (_lock)
        {
            _underWay--;
            job.IsRunning = false;
            job.Failures = failed ? job.Failures + 1 : 0;
            job.IsAnew &= outcome is not StepOutcome.Done || !step.IsAnew;
            var mustGoOn = outcome is StepOutcome.Gap || (outcome is StepOutcome.Done && !job.IsLastStep) || job.MustRunAgain
                || (failed && live is null && job.Failures < MaxFailures && !_failed.ContainsKey(job.Id));
            job.MustRunAgain = false;
            isDone = !mustGoOn || (failed && live is not null);
            if (isDone)
            {
                _jobs.Remove(job.Id);
                NoteEndLocked(job, failed ? step.Fault : null);
            }
            else
            {
                _runnable.Enqueue(job);
            }
        }

        if (isDone && !failed)
        {
            Counters.AddFile();
        }

        Report(job, live, step, outcome, isDone);
        Wake();
    }

    // A barrier's bytes were in the file when it was registered: a shorter file has lost them, and no attempt will reach it. Whoever registers
    // after the look at the file may wait for bytes that were written after it.
    private void FailLost(ProjectedThread live)
    {
        var farthest = live.FarthestBarrier;
        var length = _home.GetLength(live.Path);
        live.FailBarriersBeyond(
            Math.Max(0, length),
            farthest,
            length < 0
                ? new ThreadNotFoundException(live.Id, $"the rollout of thread {live.Id} is gone")
                : new StorageFaultException(StoragePart.Log, StorageOutcome.Unknown, null, 0, $"the rollout of thread {live.Id} has lost bytes"));
    }

    private void Report(CatchUpJob job, ProjectedThread? live, ProjectionStep step, StepOutcome outcome, bool isDone)
    {
        if (live is not null)
        {
            live.IsCatchingUp = !isDone;
            if (outcome is StepOutcome.Failed)
            {
                live.MarkDirty();
            }
            else if (outcome is StepOutcome.Done)
            {
                live.Path = step.Kind is StepKind.Relocate ? step.Path! : live.Path;
                live.ForgetRowFault();
                live.AdvanceCommitted(step.Offset);
            }

            if (isDone && outcome is not StepOutcome.Failed && live.Retained is null)
            {
                live.LetGo();
            }

            if (isDone && outcome is not StepOutcome.Failed && live.IsUrgent)
            {
                FailLost(live);
            }

            // Not the step's own thread: the handle may have been closed and opened anew while it was read.
            _projector.Revisit(live);
        }

        if (!isDone)
        {
            return;
        }

        if (outcome is StepOutcome.Failed)
        {
            job.Done.TrySetException(step.Fault!);
            // Nobody may be waiting for a sweep's job; the fault itself is kept by the projector.
            _ = job.Done.Task.Exception;
        }
        else
        {
            job.Done.TrySetResult();
        }
    }
}
