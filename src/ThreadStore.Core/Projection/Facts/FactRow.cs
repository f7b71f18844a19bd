using System;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>The facts' columns of one row; columns count from the projection's first one.</summary>
/// <remarks>What it gives out is valid until the query moves on, or until the page that holds the row is filled again.</remarks>
public readonly ref struct FactRow
{
    /// <summary>The words before a copied row's cells, one bit per column: it is NULL.</summary>
    internal const int NullWords = 3;

    // A row is read where SQLite has it, or as a page has copied it.
    private readonly SqliteStatement? _statement;
    private readonly ReadOnlySpan<long> _cells;
    private readonly ReadOnlySpan<byte> _texts;
    private readonly int _first;

    internal FactRow(SqliteStatement statement, int first)
    {
        _statement = statement;
        _first = first;
    }

    /// <summary>A row as a page has copied it.</summary>
    /// <param name="cells">The words of the NULLs, then per column the number, or offset and length of the text; 0 for NULL.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="first">The projection's first column.</param>
    internal FactRow(ReadOnlySpan<long> cells, ReadOnlySpan<byte> texts, int first)
    {
        _cells = cells;
        _texts = texts;
        _first = first;
    }

    /// <summary>True when the fact has no value.</summary>
    public bool IsNull(int column)
    {
        var at = _first + column;
        return _statement is not null ? _statement.ColumnIsNull(at) : (_cells[at >> 6] & (1L << (at & 63))) != 0;
    }

    /// <summary>A number, a time or a flag; 0 when there is none.</summary>
    public long Number(int column) => _statement is not null ? _statement.ColumnInt64(_first + column) : _cells[NullWords + _first + column];

    /// <summary>A text in UTF-8; empty when there is none.</summary>
    public ReadOnlySpan<byte> Text(int column)
    {
        if (_statement is not null)
        {
            return _statement.ColumnText(_first + column);
        }

        var place = _cells[NullWords + _first + column];
        return _texts.Slice((int)(place >> 32), (int)(place & uint.MaxValue));
    }

    /// <summary>A text that outlives the row; allocates.</summary>
    public Utf8Text ToText(int column) => IsNull(column) ? default : new Utf8Text(Text(column).ToArray());

    /// <summary>The row of a projection whose columns begin there.</summary>
    internal FactRow From(int first) => _statement is not null ? new FactRow(_statement, first) : new FactRow(_cells, _texts, first);
}
