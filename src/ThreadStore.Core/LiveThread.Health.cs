using System;
using System.Threading;
using ThreadStore.Health;
using ThreadStore.Log;

namespace ThreadStore;

/// <content>What health is read from: never under the gate, which a slow disk holds.</content>
public sealed partial class LiveThread
{
    // the gate writes, anybody reads (Volatile); null as long as all is well
    private LogTrouble? _trouble;

    /// <summary>Bytes that were accepted and that no commit covers, as far as can be seen from outside of the gate.</summary>
    internal long PendingBytes => Projected is { } projected ? Math.Max(0, AcceptedHint - projected.Committed) : 0;

    /// <summary>When the oldest of them was accepted, as a timestamp of the store's clock; 0: none, or not known yet.</summary>
    internal long PendingSince
    {
        get
        {
            // What could not be written was accepted a drain, about a millisecond, before that failed.
            var unwritten = Volatile.Read(ref _trouble)?.Since ?? 0;
            var unprojected = Projected?.PendingSince ?? 0;
            return unwritten == 0 ? unprojected : unprojected == 0 ? unwritten : Math.Min(unwritten, unprojected);
        }
    }

    /// <summary>What of the thread fails, if anything does.</summary>
    internal FaultedThread? FaultAt(long now)
    {
        if (Volatile.Read(ref _trouble) is { } trouble)
        {
            return new FaultedThread(Id, ThreadFault.Log, trouble.Errno, _clock.GetElapsedTime(trouble.Since, Math.Max(now, trouble.Since)));
        }

        return Projected?.RowFault is { } fault
            ? new FaultedThread(Id, ThreadFault.Row, fault.ErrorCode, _clock.GetElapsedTime(fault.Since, Math.Max(now, fault.Since)))
            : null;
    }

    private long AcceptedHint => Volatile.Read(ref _log) is { } log ? log.AcceptedEnd : Volatile.Read(ref _dormantEnd);

    // A log that is faulted, or holds lines that it could not write, is looked at by the drainer until it is well again.
    private void NoteFaultLocked(LogStatus status)
    {
        RememberFaultLocked(status);
        if (_trouble is not null)
        {
            _store.Drainer.Link(_drainNode);
        }
    }

    private void RememberFaultLocked(LogStatus status)
    {
        _store.Faults.Note(StoragePart.Log, status.Outcome, status.Errno);
        if (_log is { } log && (log.IsFaulted || log.HasBuffered))
        {
            Volatile.Write(ref _trouble, new LogTrouble(status.Errno, _trouble?.Since ?? _clock.GetTimestamp()));
        }
    }

    private void ForgetFaultLocked() => Volatile.Write(ref _trouble, null);

    /// <summary>The log cannot be written.</summary>
    /// <param name="Errno">The error of the last attempt; 0 when no call failed and the file has lost bytes.</param>
    /// <param name="Since">When the first attempt failed that none has made good, as a timestamp of the store's clock.</param>
    private sealed record LogTrouble(int Errno, long Since);
}
