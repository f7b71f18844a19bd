using System;
using System.Buffers;
using System.Text;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore;

/// <summary>A page of a list in memory of its own, to be filled again and again: rows are views of it, and nothing is decoded.</summary>
/// <remarks>
/// Filling it allocates nothing once a page of that size has been in it. Not safe from several threads. Its rows, and all that they give out, are
/// valid until it is filled again or disposed of, which gives its memory back. A page ends early when its texts are 64 MiB or more.
/// </remarks>
public sealed class Utf8ThreadPage : IListRows, IDisposable
{
    private const int FirstBytes = 16 << 10;
    private const int FirstCells = 2048;

    private readonly byte[] _next = new byte[ListCursor.TextLength];
    private readonly byte[] _previous = new byte[ListCursor.TextLength];
    private byte[] _texts = [];
    private long[] _cells = [];
    private int _textLength;
    private int _columns;
    private bool _hasNext;
    private bool _hasPrevious;
    private bool _isReversed;

    /// <summary>The rows.</summary>
    public int Count { get; private set; }

    /// <summary>What may be missing from the page.</summary>
    public Freshness Freshness { get; internal set; }

    /// <summary>Where the next page starts, in UTF-8; empty when this is the last one.</summary>
    public ReadOnlySpan<byte> NextCursorUtf8 => _hasNext ? _next : default;

    /// <summary>Where the page before this one ends, in UTF-8; empty when this is the first one.</summary>
    public ReadOnlySpan<byte> PreviousCursorUtf8 => _hasPrevious ? _previous : default;

    /// <summary>Where the next page starts; null when this is the last one. Allocates.</summary>
    public string? NextCursor => _hasNext ? Encoding.ASCII.GetString(_next) : null;

    /// <summary>Where the page before this one ends; null when this is the first one. Allocates.</summary>
    public string? PreviousCursor => _hasPrevious ? Encoding.ASCII.GetString(_previous) : null;

    /// <summary>The bytes of all texts of the page.</summary>
    internal int TextLength => _textLength;

    /// <summary>How many bytes of texts end a page.</summary>
    internal int MaxBytes { get; init; } = 64 << 20;

    /// <inheritdoc/>
    bool IListRows.IsFull => _textLength >= MaxBytes;

    private int Stride => FactRow.NullWords + _columns;

    /// <summary>One row, in the order that was asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Utf8Thread this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var row = _isReversed ? Count - 1 - index : index;
            return new Utf8Thread(new FactRow(_cells.AsSpan(row * Stride, Stride), _texts.AsSpan(0, _textLength), first: 0));
        }
    }

    /// <summary>Goes through the rows.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Gives the memory back. The page is empty then, and can be filled again.</summary>
    public void Dispose()
    {
        Clear();
        Return(ref _texts);
        Return(ref _cells);
    }

    /// <inheritdoc/>
    void IListRows.Clear() => Clear();

    /// <inheritdoc/>
    void IListRows.Add(ReadConnection connection, SqliteStatement row)
    {
        if (Count == 0)
        {
            _columns = row.ColumnCount;
        }

        var start = Count * Stride;
        Reserve(ref _cells, start, Stride, FirstCells);
        var cells = _cells.AsSpan(start, Stride);
        cells[..FactRow.NullWords].Clear();
        for (var column = 0; column < _columns; column++)
        {
            var isNull = row.IsInteger(column) ? IsNullNumber(row, column, out var cell) : IsNullText(row, column, out cell);
            cells[FactRow.NullWords + column] = cell;
            if (isNull)
            {
                cells[column >> 6] |= 1L << (column & 63);
            }
        }

        Count++;
    }

    /// <inheritdoc/>
    void IListRows.Reverse() => _isReversed = true;

    internal void End(in ListEnds ends, ulong fingerprint)
    {
        _hasNext = ends.Next is not null;
        if (ends.Next is { } next)
        {
            ListCursor.Write(_next, next, fingerprint);
        }

        _hasPrevious = ends.Previous is not null;
        if (ends.Previous is { } previous)
        {
            ListCursor.Write(_previous, previous, fingerprint);
        }
    }

    // The type is asked for only where it is in doubt.
    private static bool IsNullNumber(SqliteStatement row, int column, out long cell)
    {
        cell = row.ColumnInt64(column);
        return cell == 0 && row.ColumnIsNull(column);
    }

    // Only a host's columns may hold an empty text.
    private bool IsNullText(SqliteStatement row, int column, out long cell)
    {
        var text = row.ColumnText(column);
        if (text.IsEmpty)
        {
            cell = 0;
            return column < ThreadRow.ColumnCount || row.ColumnIsNull(column);
        }

        Reserve(ref _texts, _textLength, text.Length, FirstBytes);
        text.CopyTo(_texts.AsSpan(_textLength));
        cell = ((long)_textLength << 32) | (uint)text.Length;
        _textLength += text.Length;
        return false;
    }

    private void Clear()
    {
        Count = 0;
        _textLength = 0;
        _hasNext = false;
        _hasPrevious = false;
        _isReversed = false;
        Freshness = default;
    }

    private static void Reserve<T>(ref T[] memory, int used, int more, int first)
    {
        if (memory.Length - used >= more)
        {
            return;
        }

        var larger = ArrayPool<T>.Shared.Rent(Math.Max(first, Math.Max(used + more, 2 * memory.Length)));
        memory.AsSpan(0, used).CopyTo(larger);
        Return(ref memory);
        memory = larger;
    }

    private static void Return<T>(ref T[] memory)
    {
        if (memory.Length > 0)
        {
            ArrayPool<T>.Shared.Return(memory);
        }

        memory = [];
    }

    /// <summary>Goes through the rows of a page.</summary>
    public ref struct Enumerator
    {
        private readonly Utf8ThreadPage _page;
        private int _index;

        internal Enumerator(Utf8ThreadPage page)
        {
            _page = page;
            _index = -1;
        }

        /// <summary>The row.</summary>
        public readonly Utf8Thread Current => _page[_index];

        /// <summary>Goes to the next row; false when there is none.</summary>
        public bool MoveNext() => ++_index < _page.Count;
    }
}
