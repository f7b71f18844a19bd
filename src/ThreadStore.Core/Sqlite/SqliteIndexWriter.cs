using System;
using System.IO;
using SQLitePCL;
using ThreadStore.Health;
using ThreadStore.Projection;
using ThreadStore.Tracing;

namespace ThreadStore.Sqlite;

/// <summary>The one connection that writes a home's index and checkpoints it.</summary>
/// <remarks>
/// A batch: 1. the store lock, tried; 2. one look whether the file is still the newest and whole, else the newest is opened or made; 3. BEGIN IMMEDIATE;
/// 4. compare-and-advance per row; 5. COMMIT; 6. the store lock is given back. Nothing here waits: what is locked is <see cref="IndexStatus.Busy"/>.
/// A damaged file is given up for a new epoch, which is empty: its rows come from the logs again.
/// </remarks>
internal sealed partial class SqliteIndexWriter : IIndexWriter
{
    private readonly IndexFiles _files;
    private readonly ComposedProjection _projection;
    private readonly StoreLock _storeLock;
    private readonly byte[] _homePrefix;
    private readonly string? _machineBoot;
    private bool _isInBatch;
    private bool _isDisposed;

    private SqliteIndexWriter(IndexFiles files, ComposedProjection projection, string? machineBoot)
    {
        _files = files;
        _machineBoot = machineBoot;
        _projection = projection;
        _storeLock = new StoreLock(files.LockDirectory);
        _homePrefix = System.Text.Encoding.UTF8.GetBytes(files.Home + "/");
    }

    /// <inheritdoc/>
    public long Epoch => _epoch?.Number ?? 0;

    /// <inheritdoc/>
    public bool IsCurrent => _epoch is { } epoch && epoch.IsCurrent();

    /// <inheritdoc/>
    public ProjectionStall BusyWith { get; private set; } = ProjectionStall.IndexLocked;

    /// <inheritdoc/>
    public StorageFaultException? LastFault { get; private set; }

    /// <summary>Opens the home's index, or makes it. Never throws for a reason of the index: then <see cref="LastFault"/> is set and TryBegin tries again.</summary>
    /// <param name="files">Where it lies.</param>
    /// <param name="projection">What is projected; the built-in columns alone when null.</param>
    /// <param name="machineBoot">Since which start of the machine the rows of a new file are true; null: nobody knows.</param>
    public static SqliteIndexWriter Open(IndexFiles files, ComposedProjection? projection = null, string? machineBoot = null)
    {
        var writer = new SqliteIndexWriter(files, projection ?? ComposedProjection.BuiltInOnly, machineBoot);
        if (writer.TryBegin() == IndexStatus.Ready)
        {
            writer.Rollback();
        }

        return writer;
    }

    /// <inheritdoc/>
    public IndexStatus TryBegin()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isInBatch)
        {
            throw new InvalidOperationException("a batch is open already");
        }

        LastFault = null;
        var status = TryEnterStoreLock();
        BusyWith = status is IndexStatus.Busy ? ProjectionStall.StoreLockHeld : ProjectionStall.IndexLocked;
        if (status == IndexStatus.Ready)
        {
            status = BeginLocked();
            _isInBatch = status == IndexStatus.Ready;
            if (!_isInBatch)
            {
                _storeLock.Exit();
            }
        }

        return status;
    }

    /// <inheritdoc/>
    public IndexStatus Commit()
    {
        RequireBatch();
        LastFault = null;
        var status = IndexStatus.Ready;
        if (!_connection!.InTransaction)
        {
            status = Fault(raw.SQLITE_ABORT, "the transaction was gone before its commit");
        }
        else
        {
            int rc;
            lock (_files.Turn)
            {
                rc = Run(_commit!);
            }

            if (rc != raw.SQLITE_OK)
            {
                status = Report("cannot commit");
            }
        }

        EndBatch();
        return status;
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        if (_isInBatch)
        {
            EndBatch();
        }
    }

    /// <summary>Gives up an open batch and closes. The WAL is copied into the database only under the store lock; otherwise the next opener does it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        Rollback();
        _isDisposed = true;
        var isLocked = _connection is not null && _storeLock.TryEnter(out _);
        _connection?.CheckpointOnClose(isLocked && _epoch!.IsWhole());
        Close();
        _storeLock.Dispose();
    }

    private IndexStatus BeginLocked()
    {
        try
        {
            // Twice at most: the second round is for a file that turns out to be damaged at BEGIN.
            for (var round = 0; ; round++)
            {
                if (!EnsureOpenLocked())
                {
                    return IndexStatus.Busy;
                }

                var rc = Run(_begin!);
                if (rc == raw.SQLITE_OK)
                {
                    return IndexStatus.Ready;
                }

                var status = Report("cannot begin");
                if (status == IndexStatus.Busy || round > 0 || !_isDistrusted)
                {
                    return status;
                }

                LastFault = null;
            }
        }
        catch (SqliteException e)
        {
            Close();
            return Fault(e.Code, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            return Fault(raw.SQLITE_CANTOPEN, e.Message, e);
        }
    }

    private IndexStatus TryEnterStoreLock()
    {
        if (_storeLock.TryEnter(out var errno))
        {
            return IndexStatus.Ready;
        }

        if (errno == 0)
        {
            return IndexStatus.Busy;
        }

        // The folder may be missing: nobody has written here yet, or somebody tidied up.
        try
        {
            _files.CreateDirectories();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fault(raw.SQLITE_CANTOPEN, $"cannot create {_files.LockDirectory}: {e.Message}", e);
        }

        return _storeLock.TryEnter(out errno) ? IndexStatus.Ready
            : errno == 0 ? IndexStatus.Busy
            : Fault(raw.SQLITE_CANTOPEN, $"cannot use the store lock in {_files.LockDirectory} (errno {errno})");
    }

    private void EndBatch()
    {
        // Also after a commit that failed half-way: a connection that still holds a transaction could never begin another.
        if (_connection!.InTransaction)
        {
            _ = Run(_rollback!);
        }

        if (_connection.TakePagesWritten() is > 0 and var pages)
        {
            _walPages += pages;
            _walLengthAtMost += pages * (_pageSize + WalFrameBytes);
            StoreMeter.RecordWal((long)_walPages * _pageSize);
        }

        _isInBatch = false;
        _storeLock.Exit();
    }

    private void RequireBatch()
    {
        if (!_isInBatch)
        {
            throw new InvalidOperationException("no batch is open");
        }
    }

    private static int Run(SqliteStatement statement)
    {
        var rc = statement.Step();
        statement.Reset();
        return rc is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : rc;
    }

    /// <summary>Turns the connection's last failure into a status, and remembers when the file itself is to be given up.</summary>
    private IndexStatus Report(string what)
    {
        var code = _connection!.ExtendedErrorCode;
        if (SqliteResult.IsBusy(code))
        {
            return IndexStatus.Busy;
        }

        // A file that nobody may write in a place where we may is damaged in the byte that says so, or was given to somebody else.
        _isDistrusted |= SqliteResult.IsCorrupt(code) || (SqliteResult.IsReadOnly(code) && NativeLock.IsWritable(_files.Directory));
        _isStale |= SqliteResult.IsMoved(code);
        return Fault(code, $"{what}: {_connection.ErrorMessage}");
    }

    private IndexStatus Fault(int code, string message, Exception? inner = null)
    {
        // Accepted, because what is projected is in the log already; whoever waits adds the position.
        LastFault = new StorageFaultException(StoragePart.Index, StorageOutcome.Accepted, position: null, code, $"index: {message}", inner);
        return IndexStatus.Faulted;
    }
}
