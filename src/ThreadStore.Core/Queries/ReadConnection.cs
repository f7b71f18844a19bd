using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>A read-only connection to one epoch with its statements, which are made when first needed. One caller at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    // Hosts list in a handful of ways; more are prepared anew.
    private const int MaxLists = 64;

    private readonly IndexEpoch _epoch;
    private readonly ProjectionSchema? _host;
    private readonly Dictionary<ListStep, SqliteStatement> _lists = [];
    private readonly Dictionary<(string? Table, bool IsThere), SqliteStatement> _reads = [];
    private SqliteStatement? _readState;
    private SqliteStatement? _begin;
    private SqliteStatement? _end;
    private bool _isHostThere;

    private ReadConnection(IndexEpoch epoch, SqliteConnection connection, ProjectionSchema? host, Lock turn)
    {
        Turn = turn;
        _epoch = epoch;
        _host = host;
        Connection = connection;
    }

    /// <summary>The epoch that is read.</summary>
    public long Epoch => _epoch.Number;

    /// <inheritdoc cref="IndexFiles.Turn"/>
    public Lock Turn { get; }

    /// <summary>The connection itself.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Makes threads of rows.</summary>
    public ThreadRow Row { get; } = new();

    /// <summary>Compares what SQLite cannot.</summary>
    public ListFilter Filter { get; } = new();

    /// <summary>True while this is the newest epoch and its path still names the same file. 0 B.</summary>
    public bool IsCurrent => _epoch.IsCurrent();

    /// <summary>Opens the newest epoch; null when there is none.</summary>
    /// <param name="files">Where the index lies.</param>
    /// <param name="isReadOnlyPlace">Nobody can write where the index lies.</param>
    /// <param name="host">The table of the host's projection, if the store has one.</param>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public static ReadConnection? TryOpenNewest(IndexFiles files, bool isReadOnlyPlace, ProjectionSchema? host = null)
    {
        var epoch = IndexEpoch.TryOpenNewest(files);
        if (epoch is null)
        {
            return null;
        }

        try
        {
            var connection = Connect(epoch, isReadOnlyPlace);
            if (epoch.IsCurrent())
            {
                return new ReadConnection(epoch, connection, host, files.Turn);
            }

            connection.Dispose();
            throw new SqliteException(raw.SQLITE_BUSY, $"{epoch.DatabasePath} was replaced while it was opened");
        }
        catch
        {
            epoch.Dispose();
            throw;
        }
    }

    /// <summary>Begins to answer from the index as it is at the next statement, however many statements there are.</summary>
    public void BeginSnapshot() => Run(_begin ??= Connection.Prepare("BEGIN"u8));

    /// <summary>Lets the index go on. A call that failed need not: its connection is closed.</summary>
    public void EndSnapshot() => Run(_end ??= Connection.Prepare("COMMIT"u8));

    /// <summary>The statement for a part of a list; those that were asked for last stay prepared. Valid until the next call.</summary>
    public SqliteStatement List<THost>(ThreadListQuery query, in THost host, bool isUndated, bool isAscending, bool isNarrow)
        where THost : struct, IListHost
    {
        var hasTable = host.Schema is null || HasHostTable();
        var step = new ListStep(ListStep.ShapeOf(query), isUndated, isAscending, isNarrow, ListSql.Describe(host, hasTable));
        if (_lists.TryGetValue(step, out var statement))
        {
            return statement;
        }

        if (_lists.Count == MaxLists)
        {
            foreach (var old in _lists.Values)
            {
                old.Dispose();
            }

            _lists.Clear();
        }

        return _lists[step] = Connection.Prepare(ListSql.Build(query, host, step, hasTable));
    }

    /// <summary>The statement that reads one thread with the host's columns.</summary>
    public SqliteStatement Read<THost>(in THost host)
        where THost : struct, IListHost
    {
        var hasTable = host.Schema is not null && HasHostTable();
        var key = (host.Schema?.Table, hasTable);
        if (!_reads.TryGetValue(key, out var statement))
        {
            _reads[key] = statement = Connection.Prepare(ListSql.Read(host, hasTable));
        }

        return statement;
    }

    /// <summary>True when a thread is projected up to that position.</summary>
    public bool HasProjected(Position position)
    {
        var statement = ReadState();
        try
        {
            statement.BindId(1, position.Thread);
            return statement.Step() switch
            {
                raw.SQLITE_ROW => ToState(statement).Offset >= position.Offset,
                raw.SQLITE_DONE => false,
                _ => throw Connection.Failure("cannot read"),
            };
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The statement that reads where one row stands.</summary>
    public SqliteStatement ReadState()
    {
        _ = HasHostTable();
        return _readState ??= Connection.Prepare(RowStateSql.Select(_isHostThere ? _host : null));
    }

    /// <summary>A new statement that reads where every row stands; asked for once per sweep, and not worth keeping.</summary>
    public SqliteStatement PrepareStates() => Connection.Prepare(RowStateSql.SelectAll(HasHostTable() ? _host : null));

    /// <summary>Reads the row on which <see cref="ReadState"/> or <see cref="PrepareStates"/> stands.</summary>
    public RowState ToState(SqliteStatement row) => RowStateSql.Read(row, _host is not null);

    /// <summary>Closes the connection and lets the epoch go.</summary>
    public void Dispose()
    {
        Connection.Dispose();
        _epoch.Dispose();
    }

    /// <summary>True when this file has the table of the host's projection: the writer makes it when it opens the file, others never do.</summary>
    public bool HasHostTable()
    {
        if (_host is null || _isHostThere)
        {
            return _isHostThere;
        }

        using var statement = Connection.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1"u8);
        statement.BindText(1, Encoding.UTF8.GetBytes(_host!.Table));
        _isHostThere = statement.Step() == raw.SQLITE_ROW;
        if (_isHostThere)
        {
            // Prepared without it.
            _readState?.Dispose();
            _readState = null;
        }

        return _isHostThere;
    }

    private void Run(SqliteStatement statement)
    {
        var rc = statement.Step();
        statement.Reset();
        if (rc != raw.SQLITE_DONE)
        {
            throw Connection.Failure("cannot read");
        }
    }

    private static SqliteConnection Connect(IndexEpoch epoch, bool isReadOnlyPlace)
    {
        try
        {
            return Connect(epoch.DatabasePath, SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException) when (isReadOnlyPlace && epoch.WalLength == 0)
        {
            // SQLite wants to make the WAL's shared memory and cannot. Without a WAL nothing is missing from the file, and nobody can change it:
            // with one, the file alone may be half a checkpoint, and the error stands.
            return Connect(epoch.DatabasePath, SqliteOpenMode.Immutable);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = SqliteConnection.Open(path, mode);
        try
        {
            IndexSchema.Configure(connection, isWriter: false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
