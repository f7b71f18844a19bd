using System;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>A read-only connection to one epoch with its statements, which are made when first needed. One caller at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly SqliteStatement?[] _lists = new SqliteStatement?[ListSql.ShapeCount];
    private readonly IndexEpoch _epoch;
    private SqliteStatement? _read;
    private SqliteStatement? _readState;

    private ReadConnection(IndexEpoch epoch, SqliteConnection connection)
    {
        _epoch = epoch;
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
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public static ReadConnection? TryOpenNewest(IndexFiles files, bool isReadOnlyPlace)
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
                return new ReadConnection(epoch, connection);
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

    /// <summary>The statement that reads one thread.</summary>
    public SqliteStatement Read() => _read ??= Connection.Prepare($"SELECT {ThreadRow.Columns} FROM {ThreadRow.Tables} WHERE t.id = ?1");

    /// <summary>The statement that reads where one row stands.</summary>
    public SqliteStatement ReadState() => _readState ??= Connection.Prepare(RowStateSql.Select);

    /// <summary>Closes the connection and lets the epoch go.</summary>
    public void Dispose()
    {
        Connection.Dispose();
        _epoch.Dispose();
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
