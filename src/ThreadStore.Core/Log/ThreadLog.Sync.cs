using System;
using System.Buffers;
using System.Threading;

namespace ThreadStore.Log;

/// <content>Waiting until lines are on disk. Not under the gate: appends go on meanwhile.</content>
/// <remarks>
/// 1. One sync is in flight; it covers every byte written before it began. Callers whose bytes it covers wait for it, one of the others is next.
/// 2. A failed fdatasync has marked the pages clean: repeating it would say "on disk" of bytes that are not. So after a failure all bytes from
///    <see cref="SyncedEnd"/> on are written again in place, which makes their pages dirty, before any sync is acknowledged.
/// 3. Only bytes before the end of written lines are touched: a failing append cuts nothing before that.
/// </remarks>
internal sealed partial class ThreadLog
{
    private const int RewriteBytes = 256 * 1024;

    // _syncGate
    private readonly object _syncGate = new();
    private long _syncedEnd;
    private bool _isSyncing;
    private bool _isClosed;

    // the sync in flight
    private bool _isRewriteDue;
    private bool _areDirectoriesSynced;

    private int _syncFaulted;       // any thread: Volatile

    /// <summary>Everything before this is known to be on disk. 0 after an open: what others wrote may not have been synced yet.</summary>
    internal long SyncedEnd
    {
        get
        {
            lock (_syncGate)
            {
                return _syncedEnd;
            }
        }
    }

    /// <summary>
    /// A sync has failed, and no later one has made up for it. Only this object knows that the bytes must be written again. The caller
    /// holds the gate, and no sync is in flight.
    /// </summary>
    internal bool OwesSync => _isRewriteDue || IsSyncFaulted;

    /// <summary>An earlier handle's sync of this log failed: its bytes are written again before any sync is acknowledged.</summary>
    internal void InheritSyncDebt() => _isRewriteDue = true;

    private bool IsSyncFaulted => Volatile.Read(ref _syncFaulted) != 0;

    /// <summary>Returns once every byte before <paramref name="upTo"/> is on disk. The bytes are written already: the caller drained.</summary>
    internal LogStatus Sync(long upTo)
    {
        ILogFile file;
        lock (_syncGate)
        {
            while (_isSyncing && _syncedEnd < upTo && !_isClosed)
            {
                Monitor.Wait(_syncGate);
            }

            if (_syncedEnd >= upTo)
            {
                return LogStatus.Success;
            }

            if (_isClosed || _file is null || IsFaulted || upTo > WrittenEnd)
            {
                return LogStatus.Unknown(_isClosed ? Libc.EBADF : _faultErrno);
            }

            _isSyncing = true;
            file = _file;
        }

        // Read before the sync begins: what is written during it may not be covered.
        var target = WrittenEnd;
        var errno = Libc.EIO;
        try
        {
            errno = SyncFile(file, target);
        }
        finally
        {
            lock (_syncGate)
            {
                _isSyncing = false;
                _syncedEnd = errno == 0 ? target : _syncedEnd;
                Monitor.PulseAll(_syncGate);
            }
        }

        return errno == 0 ? LogStatus.Success : LogStatus.NotDurable(errno);
    }

    private int SyncFile(ILogFile file, long target)
    {
        var errno = _isRewriteDue ? Rewrite(file, SyncedEnd, target) : file.DataSyncAll();
        if (errno != 0)
        {
            _isRewriteDue = true;
            return errno;
        }

        _isRewriteDue = false;
        if (!_areDirectoriesSynced)
        {
            // A file whose name is not on disk is lost with all its bytes.
            errno = _home.SyncDirectories(_fullPath);
            _areDirectoriesSynced = errno == 0;
        }

        return errno;
    }

    private int Rewrite(ILogFile file, long from, long end)
    {
        using var rewriter = file.OpenRewriter(out var errno);
        if (rewriter is null)
        {
            return errno;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(RewriteBytes);
        try
        {
            while (from < end)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(RewriteBytes, end - from));
                errno = file.ReadAll(chunk, from, out var read);
                if (errno != 0 || read < chunk.Length)
                {
                    // What was acknowledged cannot be read back: nothing here can make it durable before it can.
                    Volatile.Write(ref _syncFaulted, 1);
                    return errno != 0 ? errno : Libc.EIO;
                }

                errno = rewriter.WriteAllAt(chunk, from);
                if (errno != 0)
                {
                    return errno;
                }

                from += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return rewriter.DataSyncAll();
    }

    private void CloseSync()
    {
        lock (_syncGate)
        {
            _isClosed = true;
            while (_isSyncing)
            {
                Monitor.Wait(_syncGate);
            }

            Monitor.PulseAll(_syncGate);
        }
    }
}
