using System;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>A prepared statement. Parameters count from 1 and columns from 0, as in the C API; no call here allocates when it succeeds.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3_stmt _handle;
    private readonly Action<SqliteStatement> _forget;
    private bool[]? _isInteger;

    /// <summary>Wraps a statement of a connection.</summary>
    /// <param name="handle">The statement.</param>
    /// <param name="forget">Tells the connection that it need not dispose of this one.</param>
    internal SqliteStatement(sqlite3_stmt handle, Action<SqliteStatement> forget)
    {
        _handle = handle;
        _forget = forget;
    }

    /// <summary>How many columns a row has.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>Binds an integer.</summary>
    public void BindInt64(int index, long value) => Check(raw.sqlite3_bind_int64(_handle, index, value));

    /// <summary>Binds UTF-8 text, which is copied; empty text is bound as NULL, because the index never stores ''.</summary>
    public void BindText(int index, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_null(_handle, index) : raw.sqlite3_bind_text(_handle, index, utf8));

    /// <summary>Binds UTF-8 text, which is copied; empty text stays an empty text.</summary>
    public void BindTextOrEmpty(int index, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_handle, index, string.Empty) : raw.sqlite3_bind_text(_handle, index, utf8));

    /// <summary>Binds bytes, which are copied.</summary>
    public void BindBlob(int index, ReadOnlySpan<byte> bytes) =>
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, bytes));

    /// <summary>Binds a thread id in the form that the index stores.</summary>
    public void BindId(int index, ThreadId id)
    {
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        BindBlob(index, bytes);
    }

    /// <summary>Binds NULL.</summary>
    public void BindNull(int index) => Check(raw.sqlite3_bind_null(_handle, index));

    /// <summary>Runs to the next row or to the end; gives SQLite's result code and never throws.</summary>
    public int Step() => raw.sqlite3_step(_handle);

    /// <summary>Ends the run, which lets go of its read transaction, and clears the bindings.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(_handle);
        _ = raw.sqlite3_clear_bindings(_handle);
    }

    /// <summary>The column as an integer; 0 for NULL.</summary>
    public long ColumnInt64(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>The column as a number with a fraction; 0 for NULL.</summary>
    public double ColumnDouble(int column) => raw.sqlite3_column_double(_handle, column);

    /// <summary>True when the column is NULL.</summary>
    public bool ColumnIsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>The column's storage class, one of SQLite's five.</summary>
    public int ColumnType(int column) => raw.sqlite3_column_type(_handle, column);

    /// <summary>True when the column is that of a table and was declared to hold integers. 0 B after the first call.</summary>
    public bool IsInteger(int column) => (_isInteger ??= ReadDeclarations())[column];

    /// <summary>The column's UTF-8 bytes, valid until the next step or reset; empty for NULL.</summary>
    /// <remarks>Read as a blob: the database's encoding is UTF-8, and this way SQLite says the length instead of us looking for a NUL.</remarks>
    public ReadOnlySpan<byte> ColumnText(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>The column's bytes, valid until the next step or reset; empty for NULL.</summary>
    public ReadOnlySpan<byte> ColumnBlob(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>The column's name; allocates.</summary>
    public string ColumnName(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string();

    /// <summary>Ends the statement's life; the connection does it for those that are left.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        _forget(this);
    }

    private bool[] ReadDeclarations()
    {
        var declarations = new bool[ColumnCount];
        for (var column = 0; column < declarations.Length; column++)
        {
            declarations[column] = raw.sqlite3_column_decltype(_handle, column).utf8_to_string() is "INTEGER";
        }

        return declarations;
    }

    private static void Check(int rc)
    {
        if (rc != raw.SQLITE_OK)
        {
            Throw(rc);
        }
    }

    private static void Throw(int rc) => throw new SqliteException(rc, $"cannot bind: {raw.sqlite3_errstr(rc).utf8_to_string()}");
}
