using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Health;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <content>
/// Threads that nobody holds here, and whose rows could not be brought up: they are tried again by themselves, after a
/// <see cref="Backoff"/>. Those of live threads are the projector's to delay.
/// </content>
internal sealed partial class CatchUp
{
    // While no transaction succeeds, so many are read again, so often, to find out whether one does: the others would be read for nothing.
    private const int MaxProbes = 8;
    private const int ProbeMs = 250;

    // the lock
    private readonly Dictionary<ThreadId, FailedCatchUp> _failed = [];
    private long _nextRetryAt = long.MaxValue;
    private long _nextProbeAt;

    // any thread: Volatile
    private int _failedCount;

    /// <summary>Some are to be tried again.</summary>
    internal bool HasFailed => Volatile.Read(ref _failedCount) > 0;

    /// <summary>When the next is due, as a timestamp of the store's clock. Projector's thread.</summary>
    internal long NextRetryAt
    {
        get
        {
            lock (_lock)
            {
                return _nextRetryAt;
            }
        }
    }

    /// <summary>Tries what is due. Projector's thread.</summary>
    internal void RetryFailed(long now, bool isIndexFailing)
    {
        var left = isIndexFailing ? MaxProbes : int.MaxValue;
        lock (_lock)
        {
            if (now < _nextRetryAt || _isStopping)
            {
                return;
            }

            if (isIndexFailing && now < _nextProbeAt)
            {
                _nextRetryAt = _nextProbeAt;
                return;
            }

            _nextProbeAt = now + Ticks(ProbeMs);
            _nextRetryAt = long.MaxValue;
            foreach (var (id, failed) in _failed)
            {
                if (failed.RetryAt > now)
                {
                    _nextRetryAt = Math.Min(_nextRetryAt, failed.RetryAt);
                }
                else if (left-- > 0)
                {
                    // Not again before this attempt has ended.
                    failed.RetryAt = long.MaxValue;
                    var job = GetOrAddLocked(id, failed.Path, known: null);
                    job.IsAnew |= failed.IsAnew;
                }
                else
                {
                    _nextRetryAt = now;
                    break;
                }
            }
        }

        Wake();
    }

    /// <summary>Names the threads that are to be tried again.</summary>
    internal void AddFaulted(HealthLook look, long now)
    {
        if (!HasFailed)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var (id, failed) in _failed)
            {
                look.Add(new FaultedThread(id, ThreadFault.Row, failed.ErrorCode, _home.Clock.GetElapsedTime(failed.Since, Math.Max(now, failed.Since))));
            }
        }
    }

    // The job has ended, with a fault or without one.
    private void NoteEndLocked(CatchUpJob job, ThreadStoreException? fault)
    {
        if (job.Live is not null || fault is not StorageFaultException storage || !MayPass(storage))
        {
            _failed.Remove(job.Id);
        }
        else
        {
            var now = _home.Clock.GetTimestamp();
            if (!_failed.TryGetValue(job.Id, out var failed))
            {
                _failed.Add(job.Id, failed = new FailedCatchUp(now));
            }

            failed.Path = job.Path;
            failed.IsAnew = job.IsAnew;
            failed.ErrorCode = storage.ErrorCode;
            failed.BackoffMs = Backoff.Next(failed.BackoffMs);
            failed.RetryAt = now + Ticks(failed.BackoffMs);
            _nextRetryAt = Math.Min(_nextRetryAt, failed.RetryAt);
        }

        Volatile.Write(ref _failedCount, _failed.Count);
    }

    // Who may not read a log will not be allowed to by waiting; the next sweep looks at it.
    private static bool MayPass(StorageFaultException fault) => fault.Part is StoragePart.Index || fault.ErrorCode is not (Libc.EACCES or Libc.EPERM);

    private long Ticks(int milliseconds) => milliseconds * _home.Clock.TimestampFrequency / 1000;

    private sealed class FailedCatchUp(long since)
    {
        /// <summary>When the first of the attempts failed that have failed since.</summary>
        internal long Since { get; } = since;

        internal RolloutPath Path { get; set; } = null!;

        internal bool IsAnew { get; set; }

        internal int ErrorCode { get; set; }

        internal int BackoffMs { get; set; }

        internal long RetryAt { get; set; }
    }
}
