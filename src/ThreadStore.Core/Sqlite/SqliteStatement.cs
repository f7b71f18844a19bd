using System;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>A prepared statement; indexes as in the C API, parameters from 1, columns from 0.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3_stmt _statement;

    /// <summary>Takes over a prepared statement.</summary>
    public SqliteStatement(sqlite3_stmt statement) => _statement = statement;

    public void BindInt64(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    public void BindText(int index, ReadOnlySpan<byte> utf8) => Check(raw.sqlite3_bind_text(_statement, index, utf8));

    public void BindBlob(int index, ReadOnlySpan<byte> bytes) => Check(raw.sqlite3_bind_blob(_statement, index, bytes));

    public void BindNull(int index) => Check(raw.sqlite3_bind_null(_statement, index));

    /// <summary>The raw result code.</summary>
    public int Step() => raw.sqlite3_step(_statement);

    /// <summary>Ready for the next run, with all parameters NULL.</summary>
    public void Reset()
    {
        // The code that step returned is returned once more here; it has been dealt with.
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    public long ColumnInt64(int index) => raw.sqlite3_column_int64(_statement, index);

    public bool ColumnIsNull(int index) => raw.sqlite3_column_type(_statement, index) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> ColumnText(int index) => raw.sqlite3_column_blob(_statement, index);

    public ReadOnlySpan<byte> ColumnBlob(int index) => raw.sqlite3_column_blob(_statement, index);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"bind failed: {result}");
        }
    }
}
