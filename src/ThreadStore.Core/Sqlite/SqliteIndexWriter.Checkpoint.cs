using System;
using System.IO;
using SQLitePCL;
using ThreadStore.Tracing;

namespace ThreadStore.Sqlite;

/// <content>Keeping the WAL short. SQLite's own checkpoints are off: they are the main source of slow commits.</content>
internal sealed partial class SqliteIndexWriter
{
    /// <summary>The pages in the WAL from which an idle writer copies them into the database.</summary>
    internal const int PassiveThresholdPages = 2_000;

    /// <summary>The WAL's length from which it is cut to nothing, idle or not.</summary>
    internal const long TruncateThresholdBytes = 64L * 1024 * 1024;

    // What precedes each page in the WAL.
    private const long WalFrameBytes = 24;

    private int _pageSize;
    private int _walPages;

    // As much of the WAL as there can be by what this connection has written: a look at the file is due only when that passes the cap.
    private long _walLengthAtMost;
    private bool _hasSuperseded;

    /// <summary>Pages that are in the WAL and not known to be in the database file.</summary>
    internal int WalPages => _walPages;

    /// <inheritdoc/>
    public void CheckpointIfDue(bool idle)
    {
        if (_isInBatch || _connection is null)
        {
            return;
        }

        var isPastCap = IsPastCap();
        if (!isPastCap && !(idle && (_walPages > PassiveThresholdPages || _hasSuperseded)))
        {
            return;
        }

        LastFault = null;
        if (!_storeLock.TryEnter(out _))
        {
            return;
        }

        try
        {
            if (_epoch!.IsWhole() && (isPastCap || _walPages > PassiveThresholdPages))
            {
                Checkpoint(isPastCap ? CheckpointMode.Truncate : CheckpointMode.Passive);
            }

            if (_hasSuperseded)
            {
                _hasSuperseded = !_files.DeleteSuperseded(_epoch.Number);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _ = Fault(raw.SQLITE_IOERR, $"cannot delete old epochs: {e.Message}", e);
        }
        finally
        {
            _storeLock.Exit();
        }
    }

    /// <inheritdoc/>
    public IndexStatus TruncateWal()
    {
        LastFault = null;
        if (_connection is null)
        {
            return IndexStatus.Ready;
        }

        if (!_storeLock.TryEnter(out _))
        {
            return IndexStatus.Busy;
        }

        try
        {
            // A file that was replaced is nobody's to write any more; it goes when nobody has it open.
            return _epoch!.IsWhole() ? Checkpoint(CheckpointMode.Truncate) : IndexStatus.Ready;
        }
        finally
        {
            _storeLock.Exit();
        }
    }

    private bool IsPastCap()
    {
        if (_walLengthAtMost <= TruncateThresholdBytes)
        {
            return false;
        }

        _walLengthAtMost = _epoch!.WalLength;
        return _walLengthAtMost > TruncateThresholdBytes;
    }

    private IndexStatus Checkpoint(CheckpointMode mode)
    {
        using var span = ProjectionSpans.StartCheckpoint(default, _epoch!.WalLength);
        var rc = _connection!.Checkpoint(mode, out var frames, out var copied);
        var status = rc == raw.SQLITE_OK ? IndexStatus.Ready : SqliteResult.IsBusy(rc) ? IndexStatus.Busy : Report("cannot checkpoint");
        if (status is not IndexStatus.Faulted)
        {
            // A reader may pin the rest; what could be copied was.
            _walPages = frames >= 0 ? frames - copied : _walPages;
            span.SetOutcome(rc == raw.SQLITE_OK ? SpanOutcome.Done : SpanOutcome.Busy);
        }
        else
        {
            span.SetOutcome(SpanOutcome.Failed);
        }

        span.SetWalBytesAfter(_epoch.WalLength);
        StoreMeter.RecordWal(_epoch.WalLength);
        return status;
    }
}
