using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Projection;

/// <content>
/// Barriers and attempts. Success of any attempt that commits at least a barrier's offset completes it, whenever that attempt began.
/// A failed attempt counts against a barrier only if it began after the barrier was registered and reached its offset; it fails the
/// barrier if nothing newer was pending, or if it is the second such failure.
/// </content>
internal sealed partial class ProjectedThread
{
    // the barrier lock: never held while appending, while in SQLite, or while completing a waiter
    private readonly Lock _barrierLock = new();
    private List<ProjectionBarrier>? _barriers;
    private TaskCompletionSource? _quiescent;
    private ThreadStoreException? _closed;
    private long _attempts;
    private long _inFlight;
    private int _waiting;
    private int _override;

    /// <summary>The handle has ended.</summary>
    internal bool IsClosed => Volatile.Read(ref _closed) is not null;

    /// <summary>Somebody waits: this thread is projected without lingering.</summary>
    internal bool IsUrgent => Volatile.Read(ref _waiting) != 0;

    /// <summary>A barrier that still waits asks for one attempt before the back-off has run out; true once per barrier.</summary>
    internal bool TakeOverride() => Interlocked.Exchange(ref _override, 0) != 0 && IsUrgent;

    /// <summary>A task that ends when the offset is committed, or with the error that the rules above give.</summary>
    internal ProjectionBarrier? Register(long offset)
    {
        lock (_barrierLock)
        {
            if (_closed is not null)
            {
                throw _closed.Copy();
            }

            if (Committed >= offset)
            {
                return null;
            }

            var barrier = new ProjectionBarrier(offset, _attempts);
            (_barriers ??= []).Add(barrier);
            Volatile.Write(ref _waiting, _barriers.Count);
            Volatile.Write(ref _override, 1);
            return barrier;
        }
    }

    /// <summary>Forgets a barrier whose waiter has left.</summary>
    internal void Unregister(ProjectionBarrier barrier)
    {
        lock (_barrierLock)
        {
            _barriers?.Remove(barrier);
            Volatile.Write(ref _waiting, _barriers?.Count ?? 0);
        }
    }

    /// <summary>Opens an attempt; false when the thread was closed and its delta must be dropped.</summary>
    internal bool TryBeginAttempt()
    {
        lock (_barrierLock)
        {
            if (_closed is not null)
            {
                return false;
            }

            _inFlight = ++_attempts;
            return true;
        }
    }

    /// <summary>The number of an attempt that begins with reading the log, on the reader's thread.</summary>
    internal long NumberAttempt()
    {
        lock (_barrierLock)
        {
            return ++_attempts;
        }
    }

    /// <summary>Closes an attempt that committed everything below the offset.</summary>
    internal void CompleteAttempt(long committed)
    {
        AdvanceCommitted(committed);
        EndAttempt();
    }

    /// <summary>Closes an attempt that neither committed nor failed: not yet.</summary>
    internal void EndAttempt()
    {
        TaskCompletionSource? quiescent;
        lock (_barrierLock)
        {
            _inFlight = 0;
            quiescent = _quiescent;
            _quiescent = null;
        }

        quiescent?.TrySetResult();
    }

    /// <summary>Closes an attempt that failed after reaching the offset.</summary>
    internal void FailAttempt(long reached, bool isNewerPending, ThreadStoreException error)
    {
        Count(_inFlight, reached, isNewerPending, error);
        EndAttempt();
    }

    /// <summary>An attempt of that number could not read the log: nothing can be reached.</summary>
    internal void FailRead(long attempt, ThreadStoreException error) => Count(attempt, long.MaxValue, isNewerPending: false, error);

    private void Count(long attempt, long reached, bool isNewerPending, ThreadStoreException error)
    {
        List<ProjectionBarrier>? failed = null;
        lock (_barrierLock)
        {
            for (var i = (_barriers?.Count ?? 0) - 1; i >= 0; i--)
            {
                var barrier = _barriers![i];
                if (barrier.AttemptsBefore >= attempt || reached < barrier.Offset)
                {
                    continue;
                }

                barrier.Failures++;
                if (!isNewerPending || barrier.Failures >= 2)
                {
                    _barriers.RemoveAt(i);
                    (failed ??= []).Add(barrier);
                }
            }

            Volatile.Write(ref _waiting, _barriers?.Count ?? 0);
        }

        Fail(failed, error);
    }

    /// <summary>The row is at least this far, whoever put it there.</summary>
    internal void AdvanceCommitted(long committed)
    {
        List<ProjectionBarrier>? done = null;
        lock (_barrierLock)
        {
            if (committed > _committed)
            {
                Volatile.Write(ref _committed, committed);
            }

            for (var i = (_barriers?.Count ?? 0) - 1; i >= 0; i--)
            {
                if (_barriers![i].Offset <= _committed)
                {
                    (done ??= []).Add(_barriers[i]);
                    _barriers.RemoveAt(i);
                }
            }

            Volatile.Write(ref _waiting, _barriers?.Count ?? 0);
        }

        if (done is not null)
        {
            foreach (var barrier in done)
            {
                barrier.TrySetResult();
            }
        }
    }

    /// <summary>The row went back: it is projected anew.</summary>
    internal void ResetCommitted()
    {
        lock (_barrierLock)
        {
            Volatile.Write(ref _committed, 0);
        }
    }

    /// <summary>
    /// Ends the thread's projection by this handle: every registered barrier ends with the error, later ones too, and pending deltas are
    /// dropped. The task ends when no transaction binds a delta of this thread any more.
    /// </summary>
    internal Task CloseAsync(ThreadStoreException error)
    {
        List<ProjectionBarrier>? failed;
        Task quiescent;
        lock (_barrierLock)
        {
            _closed ??= error;
            failed = _barriers;
            _barriers = null;
            Volatile.Write(ref _waiting, 0);
            quiescent = _inFlight != 0
                ? (_quiescent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }

        Fail(failed, error);
        return quiescent;
    }

    /// <summary>The largest offset that a registered barrier waits for; 0 when there is none.</summary>
    internal long FarthestBarrier
    {
        get
        {
            lock (_barrierLock)
            {
                var farthest = 0L;
                for (var i = 0; i < (_barriers?.Count ?? 0); i++)
                {
                    farthest = Math.Max(farthest, _barriers![i].Offset);
                }

                return farthest;
            }
        }
    }

    /// <summary>Fails every registered barrier beyond that length of the log: the bytes that it waits for are gone.</summary>
    /// <param name="length">The length of the log as it was found.</param>
    /// <param name="farthest">The farthest barrier before anybody looked at the log: one beyond may wait for bytes that were written since.</param>
    /// <param name="error">What the barriers end with.</param>
    internal void FailBarriersBeyond(long length, long farthest, ThreadStoreException error)
    {
        List<ProjectionBarrier>? failed = null;
        lock (_barrierLock)
        {
            for (var i = (_barriers?.Count ?? 0) - 1; i >= 0; i--)
            {
                if (_barriers![i].Offset > length && _barriers[i].Offset <= farthest)
                {
                    (failed ??= []).Add(_barriers[i]);
                    _barriers.RemoveAt(i);
                }
            }

            Volatile.Write(ref _waiting, _barriers?.Count ?? 0);
        }

        Fail(failed, error);
    }

    // Exceptions are never shared between waiters: each gets its own, of the same kind and cause. A waiter's bytes are in the file, so a
    // read that could not be made, of the log or of a row, leaves them accepted at the waiter's own position: "not accepted" would ask
    // for the line a second time.
    private void Fail(List<ProjectionBarrier>? barriers, ThreadStoreException error)
    {
        if (barriers is not null)
        {
            foreach (var barrier in barriers)
            {
                barrier.TrySetException(
                    error is StorageFaultException { Outcome: not StorageOutcome.Unknown, Position: null } fault
                        ? new StorageFaultException(fault.Part, StorageOutcome.Accepted, new Position(Id, barrier.Offset), fault.ErrorCode, fault.Message, fault)
                        : error.Copy());
            }
        }
    }
}
