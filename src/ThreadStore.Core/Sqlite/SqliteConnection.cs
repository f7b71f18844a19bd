using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>How a database file is opened.</summary>
internal enum SqliteOpenMode
{
    /// <summary>Reading and writing; the file must exist.</summary>
    ReadWrite,

    /// <summary>Reading and writing; the file is created when it is missing.</summary>
    ReadWriteCreate,

    /// <summary>Reading only, beside a writer.</summary>
    ReadOnly,

    /// <summary>Reading only, and nobody can write the file: no locks, no WAL, nothing is created.</summary>
    Immutable,
}

/// <summary>How much a checkpoint insists. The values are SQLite's.</summary>
internal enum CheckpointMode
{
    /// <summary>Copies what it can without waiting for anybody.</summary>
    Passive = 0,

    /// <summary>Copies everything and cuts the WAL to nothing; busy while a reader needs it.</summary>
    Truncate = 3,
}

/// <summary>One connection to one database file: a thin wrapper that owns the statements prepared on it. One thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private const int NoCheckpointOnClose = 1006;
    private const int CacheWrites = 9;

    private readonly sqlite3 _db;
    private readonly HashSet<SqliteStatement> _statements = [];
    private readonly Action<SqliteStatement> _forget;
    private bool _isDisposed;

    private SqliteConnection(sqlite3 db)
    {
        _db = db;
        _forget = statement => _statements.Remove(statement);
    }

    /// <summary>Rows changed by the last statement that changed any.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    /// <summary>True between BEGIN and its end, however that came about.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>The extended code of the last failed call.</summary>
    public int ExtendedErrorCode => raw.sqlite3_extended_errcode(_db);

    /// <summary>The text of the last failed call; allocates.</summary>
    public string ErrorMessage => raw.sqlite3_errmsg(_db).utf8_to_string();

    /// <summary>Opens a database file. Locks are never waited for: busy_timeout is 0, because the packaged SQLite sleeps whole seconds.</summary>
    /// <exception cref="SqliteException">The file could not be opened. SQLite opens lazily: a file that is no database shows at the first statement.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        SqliteProvider.EnsureInitialised();
        var flags = raw.SQLITE_OPEN_NOMUTEX | mode switch
        {
            SqliteOpenMode.ReadWrite => raw.SQLITE_OPEN_READWRITE,
            SqliteOpenMode.ReadWriteCreate => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            SqliteOpenMode.Immutable => raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI,
            _ => raw.SQLITE_OPEN_READONLY,
        };
        var rc = raw.sqlite3_open_v2(mode == SqliteOpenMode.Immutable ? ImmutableUri(path) : path, out var db, flags, null);
        if (rc != raw.SQLITE_OK)
        {
            var code = db is null ? rc : raw.sqlite3_extended_errcode(db);
            db?.Dispose();
            throw new SqliteException(code, $"cannot open {path}: {raw.sqlite3_errstr(rc).utf8_to_string()}");
        }

        return new SqliteConnection(db);
    }

    /// <summary>Prepares a statement that lives as long as the connection or until it is disposed.</summary>
    public SqliteStatement Prepare(ReadOnlySpan<byte> sql)
    {
        var rc = raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        if (rc != raw.SQLITE_OK)
        {
            throw Failure($"cannot prepare: {Encoding.UTF8.GetString(sql)}");
        }

        var statement = new SqliteStatement(handle, _forget);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Prepares a statement from text that was put together at run time.</summary>
    public SqliteStatement Prepare(string sql) => Prepare(Encoding.UTF8.GetBytes(sql));

    /// <summary>Runs statements without results, separated by semicolons. For opening and for tests, not for repeated paths.</summary>
    public void Execute(string sql)
    {
        var rc = raw.sqlite3_exec(_db, sql);
        if (rc != raw.SQLITE_OK)
        {
            throw Failure($"cannot execute: {sql}");
        }
    }

    /// <summary>Runs a checkpoint; gives the result code, the frames in the WAL and how many of them are in the database file now.</summary>
    public int Checkpoint(CheckpointMode mode, out int walFrames, out int copiedFrames) =>
        // No name = every attached database, which is this one: a name would be converted, and allocate, each time.
        raw.sqlite3_wal_checkpoint_v2(_db, null, (int)mode, out walFrames, out copiedFrames);

    /// <summary>Pages that this connection has written since the last call: in WAL mode, frames.</summary>
    public int TakePagesWritten() =>
        raw.sqlite3_db_status(_db, CacheWrites, out var pages, out _, 1) == raw.SQLITE_OK ? pages : 0;

    /// <summary>Sets a bound on texts, blobs and rows, so that a broken caller cannot ask for gigabytes.</summary>
    public void LimitLength(int bytes) => _ = raw.sqlite3_limit(_db, raw.SQLITE_LIMIT_LENGTH, bytes);

    /// <summary>Decides whether closing the last connection copies the WAL into the database and removes it.</summary>
    public void CheckpointOnClose(bool enabled) => _ = raw.sqlite3_db_config(_db, NoCheckpointOnClose, enabled ? 0 : 1, out _);

    /// <summary>Makes the statement that is running, on whatever thread, end with SQLITE_INTERRUPT.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_db);

    /// <summary>The exception for a call that has just failed.</summary>
    public SqliteException Failure(string what) => new(ExtendedErrorCode, $"{what}: {ErrorMessage}");

    /// <summary>Closes the statements and the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var statement in _statements.ToArray())
        {
            statement.Dispose();
        }

        _ = raw.sqlite3_close_v2(_db);
    }

    private static string ImmutableUri(string path)
    {
        var uri = new StringBuilder("file:", path.Length + 32);
        foreach (var part in path)
        {
            _ = part switch
            {
                '%' => uri.Append("%25"),
                '?' => uri.Append("%3f"),
                '#' => uri.Append("%23"),
                _ => uri.Append(part),
            };
        }

        return uri.Append("?immutable=1").ToString();
    }
}
