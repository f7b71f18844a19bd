using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>One value by which two indexes differ.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The row's key: a thread id in its text form, or the key as text.</param>
/// <param name="Column">The column; null when the whole row is missing from one side.</param>
/// <param name="Left">The value on the left, as text; null for NULL and for a missing row.</param>
/// <param name="Right">The value on the right, as text; null for NULL and for a missing row.</param>
internal sealed record IndexDifference(string Table, string Key, string? Column, string? Left, string? Right);

/// <summary>All rows and all columns of an index in the order of their keys: what verify and the tests compare.</summary>
/// <remarks>Read in pages, so that even a dump of everything never pins the WAL for long.</remarks>
internal sealed class IndexDump : IDisposable
{
    private const int PageSize = 256;

    private readonly ReadConnection _reader;

    private IndexDump(ReadConnection reader) => _reader = reader;

    private SqliteConnection Connection => _reader.Connection;

    /// <summary>The tables whose rows are functions of the logs.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["threads", "session_names"];

    /// <summary>Opens an index for dumping.</summary>
    /// <exception cref="StorageFaultException">There is none, or it could not be opened.</exception>
    public static IndexDump Open(IndexFiles files)
    {
        try
        {
            var reader = ReadConnection.TryOpenNewest(files, isReadOnlyPlace: !NativeLock.IsWritable(files.Directory));
            return new IndexDump(reader ?? throw new SqliteException(raw.SQLITE_CANTOPEN, $"there is none yet in {files.Directory}"));
        }
        catch (SqliteException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>The rows of a table by key order: for each the column names and the values as text, numbers in decimal and bytes in hexadecimal.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public IEnumerable<IndexDumpRow> Rows(string table)
    {
        var page = new Queue<IndexDumpRow>();
        byte[] after = [];
        using var statement = Prepare(table);
        var columns = ColumnNames(statement);
        while (true)
        {
            ReadPage(statement, after, columns, page);
            if (page.Count == 0)
            {
                yield break;
            }

            while (page.TryDequeue(out var row))
            {
                after = row.RawKey;
                yield return row;
            }
        }
    }

    /// <summary>Compares two indexes, row by row and column by column.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <param name="hostTable">The table of a host's projection, if it is to be compared too.</param>
    /// <exception cref="StorageFaultException">One of the two could not be read.</exception>
    public static IEnumerable<IndexDifference> Compare(IndexDump left, IndexDump right, string? hostTable = null)
    {
        foreach (var table in hostTable is null ? Tables : [.. Tables, hostTable])
        {
            using var a = left.Rows(table).GetEnumerator();
            using var b = right.Rows(table).GetEnumerator();
            var hasA = a.MoveNext();
            var hasB = b.MoveNext();
            while (hasA || hasB)
            {
                var order = !hasA ? 1 : !hasB ? -1 : a.Current.RawKey.AsSpan().SequenceCompareTo(b.Current.RawKey);
                if (order != 0)
                {
                    var key = (order < 0 ? a : b).Current.Key;
                    yield return new IndexDifference(table, key, Column: null, order < 0 ? key : null, order < 0 ? null : key);
                }
                else
                {
                    foreach (var difference in CompareRow(table, a.Current, b.Current))
                    {
                        yield return difference;
                    }
                }

                hasA = order <= 0 ? a.MoveNext() : hasA;
                hasB = order >= 0 ? b.MoveNext() : hasB;
            }
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _reader.Dispose();

    private static IEnumerable<IndexDifference> CompareRow(string table, IndexDumpRow left, IndexDumpRow right)
    {
        for (var i = 0; i < left.Columns.Count; i++)
        {
            if (!string.Equals(left.Values[i], right.Values[i], StringComparison.Ordinal))
            {
                yield return new IndexDifference(table, left.Key, left.Columns[i], left.Values[i], right.Values[i]);
            }
        }
    }

    private SqliteStatement Prepare(string table)
    {
        try
        {
            return Connection.Prepare(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {table} WHERE id > ?1 ORDER BY id LIMIT {PageSize}"));
        }
        catch (SqliteException e)
        {
            throw Fault(e);
        }
    }

    private void ReadPage(SqliteStatement statement, byte[] after, List<string> columns, Queue<IndexDumpRow> page)
    {
        statement.BindBlob(1, after);
        int rc;
        while ((rc = statement.Step()) == raw.SQLITE_ROW)
        {
            page.Enqueue(ReadRow(statement, columns));
        }

        var failure = rc == raw.SQLITE_DONE ? null : Fault(Connection.Failure("cannot dump"));
        statement.Reset();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static List<string> ColumnNames(SqliteStatement statement)
    {
        var names = new List<string>(statement.ColumnCount);
        for (var i = 0; i < statement.ColumnCount; i++)
        {
            names.Add(statement.ColumnName(i));
        }

        return names;
    }

    /// <summary>The row number says in which order threads were first seen, which is no function of the logs; it is left out.</summary>
    private static IndexDumpRow ReadRow(SqliteStatement row, List<string> names)
    {
        var columns = new List<string>(names.Count);
        var values = new List<string?>(names.Count);
        byte[] key = [];
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == "id")
            {
                key = row.ColumnBlob(i).ToArray();
            }

            if (names[i] != "rowid")
            {
                columns.Add(names[i]);
                values.Add(Value(row, i));
            }
        }

        var name = key.Length == ThreadId.BinaryLength ? ThreadId.FromBytes(key).ToString() : Convert.ToHexString(key);
        return new IndexDumpRow(key, name, columns, values);
    }

    private static string? Value(SqliteStatement row, int column) => row.ColumnType(column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => row.ColumnInt64(column).ToString(CultureInfo.InvariantCulture),
        raw.SQLITE_BLOB => Convert.ToHexString(row.ColumnBlob(column)),
        _ => Encoding.UTF8.GetString(row.ColumnText(column)),
    };

    private static StorageFaultException Fault(SqliteException e) =>
        new(StoragePart.Index, StorageOutcome.NotAccepted, position: null, e.Code, $"index: {e.Message}", e);
}

/// <summary>One row of a dump.</summary>
/// <param name="RawKey">The key's bytes, whose order is the order of the rows.</param>
/// <param name="Key">The key as text.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Values">Their values as text; null for NULL.</param>
internal sealed record IndexDumpRow(byte[] RawKey, string Key, IReadOnlyList<string> Columns, IReadOnlyList<string?> Values);
