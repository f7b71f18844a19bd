using System;
using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>A read-only connection to one epoch with its statements, which are made when first needed. One caller at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    // Hosts filter in a handful of ways; more are prepared anew.
    private const int MaxPrepared = 32;

    private readonly SqliteStatement?[] _lists = new SqliteStatement?[ListSql.ShapeCount];
    private readonly IndexEpoch _epoch;
    private readonly ProjectionSchema? _host;
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private SqliteStatement? _read;
    private SqliteStatement? _readState;
    private bool _isHostThere;

    private ReadConnection(IndexEpoch epoch, SqliteConnection connection, ProjectionSchema? host)
    {
        _epoch = epoch;
        _host = host;
        Connection = connection;
    }

    /// <summary>The epoch that is read.</summary>
    public long Epoch => _epoch.Number;

    /// <summary>The connection itself.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Makes threads of rows.</summary>
    public ThreadRow Row { get; } = new();

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
                return new ReadConnection(epoch, connection, host);
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

    /// <summary>The statement that lists what the query asks for.</summary>
    public SqliteStatement List(ThreadListQuery query, bool isUndated)
    {
        ref var statement = ref _lists[ListSql.Shape(query, isUndated)];
        return statement ??= Connection.Prepare(ListSql.Build(query, isUndated));
    }

    /// <summary>A statement that was put together at run time; the shapes that were asked for last stay prepared.</summary>
    public SqliteStatement Prepared(string sql)
    {
        if (_prepared.TryGetValue(sql, out var statement))
        {
            return statement;
        }

        if (_prepared.Count == MaxPrepared)
        {
            foreach (var old in _prepared.Values)
            {
                old.Dispose();
            }

            _prepared.Clear();
        }

        return _prepared[sql] = Connection.Prepare(sql);
    }

    /// <summary>The statement that reads one thread.</summary>
    public SqliteStatement Read() => _read ??= Connection.Prepare($"SELECT {ThreadRow.Columns} FROM {ThreadRow.Tables} WHERE t.id = ?1");

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
