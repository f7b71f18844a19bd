using System;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Attributes;
using ThreadStore.Measuring;
using ThreadStore.Queries;

namespace ThreadStore.Benchmarks;

/// <summary>The newest 50 of 100,000 threads, beside the same statement run and read to the last column by nothing but SQLite's own calls.</summary>
public class ListBench
{
    private const int PageSize = 50;
    private const string Library = "e_sqlite3";

    private readonly ThreadListQuery _query = new() { PageSize = PageSize };
    private readonly Utf8ThreadPage _page = new();
    private ListedIndex _index = null!;
    private IntPtr _connection;
    private IntPtr _statement;
    private bool[] _isInteger = [];
    private long _number;

    /// <summary>Keeps the last number read, so that none is read in vain.</summary>
    public long Number => _number;

    [GlobalSetup]
    public void Open()
    {
        _index = SharedIndex.OfManyThreads;
        Check(sqlite3_open_v2(Encoding.UTF8.GetBytes(_index.DatabasePath + '\0'), out _connection, 1, IntPtr.Zero));
        var sql = ListSql.Build(_query, default(NoListHost), new ListStep(ListStep.ShapeOf(_query), IsUndated: false, IsAscending: false, IsNarrow: false, Host: null));
        Check(sqlite3_prepare_v2(_connection, Encoding.UTF8.GetBytes(sql + '\0'), -1, out _statement, IntPtr.Zero));
        _isInteger = new bool[sqlite3_column_count(_statement)];
        for (var column = 0; column < _isInteger.Length; column++)
        {
            _isInteger[column] = Marshal.PtrToStringUTF8(sqlite3_column_decltype(_statement, column)) is "INTEGER";
        }

        // The answers must agree before a number means anything.
        if (BareLoop() != Utf8Rows() || _page.Count != PageSize)
        {
            throw new InvalidOperationException("the two do not list the same");
        }
    }

    /// <summary>Every column of 50 rows; gives the bytes of their texts.</summary>
    [Benchmark(Baseline = true)]
    public long BareLoop()
    {
        Check(sqlite3_bind_int64(_statement, 1, long.MaxValue));
        ReadOnlySpan<byte> beyond = [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];
        Check(sqlite3_bind_blob(_statement, 2, in MemoryMarshal.GetReference(beyond), beyond.Length, new IntPtr(-1)));
        Check(sqlite3_bind_int64(_statement, 3, PageSize));
        long texts = 0;
        while (sqlite3_step(_statement) == 100)
        {
            for (var column = 0; column < _isInteger.Length; column++)
            {
                if (_isInteger[column])
                {
                    _number = sqlite3_column_int64(_statement, column);
                }
                else if (sqlite3_column_blob(_statement, column) != IntPtr.Zero)
                {
                    texts += sqlite3_column_bytes(_statement, column);
                }
            }
        }

        _ = sqlite3_reset(_statement);
        return texts;
    }

    [Benchmark]
    [TargetRatio(1.6)]
    public long Utf8Rows()
    {
        _index.Reader.List(_query, _page, default);
        return _page.TextLength;
    }

    [Benchmark]
    [TargetRatio(2.2)]
    public int StoredThreads() => _index.Reader.List(_query).Threads.Count;

    [GlobalCleanup]
    public void Close()
    {
        _ = sqlite3_finalize(_statement);
        _ = sqlite3_close_v2(_connection);
        _page.Dispose();
    }

    private static void Check(int rc)
    {
        if (rc != 0)
        {
            throw new InvalidOperationException($"SQLite says {rc}");
        }
    }

    [DllImport(Library)]
    private static extern int sqlite3_open_v2(byte[] path, out IntPtr connection, int flags, IntPtr vfs);

    [DllImport(Library)]
    private static extern int sqlite3_close_v2(IntPtr connection);

    [DllImport(Library)]
    private static extern int sqlite3_prepare_v2(IntPtr connection, byte[] sql, int length, out IntPtr statement, IntPtr tail);

    [DllImport(Library)]
    private static extern int sqlite3_finalize(IntPtr statement);

    [DllImport(Library)]
    private static extern int sqlite3_bind_int64(IntPtr statement, int index, long value);

    [DllImport(Library)]
    private static extern int sqlite3_bind_blob(IntPtr statement, int index, in byte bytes, int length, IntPtr destructor);

    [DllImport(Library)]
    private static extern int sqlite3_step(IntPtr statement);

    [DllImport(Library)]
    private static extern int sqlite3_reset(IntPtr statement);

    [DllImport(Library)]
    private static extern int sqlite3_column_count(IntPtr statement);

    [DllImport(Library)]
    private static extern IntPtr sqlite3_column_decltype(IntPtr statement, int column);

    [DllImport(Library)]
    private static extern long sqlite3_column_int64(IntPtr statement, int column);

    [DllImport(Library)]
    private static extern IntPtr sqlite3_column_blob(IntPtr statement, int column);

    [DllImport(Library)]
    private static extern int sqlite3_column_bytes(IntPtr statement, int column);
}
