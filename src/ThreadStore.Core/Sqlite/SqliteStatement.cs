using System;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>A prepared statement. Parameters count from 1 and columns from 0, as in the C API; no call here allocates when it succeeds.</summary>
/// <remarks>
/// The hot calls go by address where <see cref="SqliteFunctions"/> has them. The connection keeps the statement alive; after a dispose its address
/// is 0, which SQLite answers as misuse, or with the value of NULL.
/// </remarks>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private readonly sqlite3_stmt _handle;
    private readonly Action<SqliteStatement> _forget;
    private IntPtr _address;
    private bool[]? _isInteger;

    /// <summary>Wraps a statement of a connection.</summary>
    /// <param name="handle">The statement.</param>
    /// <param name="forget">Tells the connection that it need not dispose of this one.</param>
    internal SqliteStatement(sqlite3_stmt handle, Action<SqliteStatement> forget)
    {
        _handle = handle;
        _address = handle.DangerousGetHandle();
        _forget = forget;
    }

    /// <summary>How many columns a row has.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>Binds an integer.</summary>
    public void BindInt64(int index, long value) =>
        Check(SqliteFunctions.AreFound ? SqliteFunctions.BindInt64(_address, index, value) : raw.sqlite3_bind_int64(_handle, index, value));

    /// <summary>Binds UTF-8 text, which is copied; empty text is bound as NULL, because the index never stores ''.</summary>
    public void BindText(int index, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_null(_handle, index) : CopyText(index, utf8));

    /// <summary>Binds UTF-8 text, which is copied; empty text stays an empty text.</summary>
    public void BindTextOrEmpty(int index, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_handle, index, string.Empty) : CopyText(index, utf8));

    /// <summary>Binds bytes, which are copied.</summary>
    public void BindBlob(int index, ReadOnlySpan<byte> bytes) =>
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : CopyBlob(index, bytes));

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
    public int Step() => SqliteFunctions.AreFound ? SqliteFunctions.Step(_address) : raw.sqlite3_step(_handle);

    /// <summary>Ends the run, which lets go of its read transaction, and clears the bindings.</summary>
    public void Reset()
    {
        if (SqliteFunctions.AreFound)
        {
            _ = SqliteFunctions.Reset(_address);
            _ = SqliteFunctions.ClearBindings(_address);
        }
        else
        {
            _ = raw.sqlite3_reset(_handle);
            _ = raw.sqlite3_clear_bindings(_handle);
        }
    }

    /// <summary>The column as an integer; 0 for NULL.</summary>
    public long ColumnInt64(int column) =>
        SqliteFunctions.AreFound ? SqliteFunctions.ColumnInt64(_address, column) : raw.sqlite3_column_int64(_handle, column);

    /// <summary>The column as a number with a fraction; 0 for NULL.</summary>
    public double ColumnDouble(int column) => raw.sqlite3_column_double(_handle, column);

    /// <summary>True when the column is NULL.</summary>
    public bool ColumnIsNull(int column) => ColumnType(column) == raw.SQLITE_NULL;

    /// <summary>The column's storage class, one of SQLite's five.</summary>
    public int ColumnType(int column) =>
        SqliteFunctions.AreFound ? SqliteFunctions.ColumnType(_address, column) : raw.sqlite3_column_type(_handle, column);

    /// <summary>True when the column is that of a table and was declared to hold integers. 0 B after the first call.</summary>
    public bool IsInteger(int column) => (_isInteger ??= ReadDeclarations())[column];

    /// <summary>The column's UTF-8 bytes, valid until the next step or reset; empty for NULL.</summary>
    /// <remarks>Read as a blob: the database's encoding is UTF-8, and this way SQLite says the length instead of us looking for a NUL.</remarks>
    public ReadOnlySpan<byte> ColumnText(int column) => ColumnBlob(column);

    /// <summary>The column's bytes, valid until the next step or reset; empty for NULL.</summary>
    public ReadOnlySpan<byte> ColumnBlob(int column)
    {
        if (!SqliteFunctions.AreFound)
        {
            return raw.sqlite3_column_blob(_handle, column);
        }

        // SAFETY: SQLite's own memory, which it keeps until the next step or reset. The length is asked for after the bytes, as it wants.
        var bytes = SqliteFunctions.ColumnBlob(_address, column);
        return bytes == null ? default : new ReadOnlySpan<byte>(bytes, SqliteFunctions.ColumnBytes(_address, column));
    }

    /// <summary>The column's name; allocates.</summary>
    public string ColumnName(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string();

    /// <summary>Ends the statement's life; the connection does it for those that are left.</summary>
    public void Dispose()
    {
        _address = IntPtr.Zero;
        _handle.Dispose();
        _forget(this);
    }

    private int CopyText(int index, ReadOnlySpan<byte> utf8)
    {
        if (!SqliteFunctions.AreFound)
        {
            return raw.sqlite3_bind_text(_handle, index, utf8);
        }

        // SAFETY: SQLite copies the bytes before the call returns.
        fixed (byte* first = utf8)
        {
            return SqliteFunctions.BindText(_address, index, first, utf8.Length, SqliteFunctions.Transient);
        }
    }

    private int CopyBlob(int index, ReadOnlySpan<byte> bytes)
    {
        if (!SqliteFunctions.AreFound)
        {
            return raw.sqlite3_bind_blob(_handle, index, bytes);
        }

        // SAFETY: as above.
        fixed (byte* first = bytes)
        {
            return SqliteFunctions.BindBlob(_address, index, first, bytes.Length, SqliteFunctions.Transient);
        }
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
