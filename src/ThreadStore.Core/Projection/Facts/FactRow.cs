using System;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>The facts' columns of the row on which a statement stands; columns count from the projection's first one.</summary>
/// <remarks>What it gives out is valid until the statement moves on.</remarks>
public readonly ref struct FactRow
{
    private readonly SqliteStatement _statement;
    private readonly int _first;

    internal FactRow(SqliteStatement statement, int first)
    {
        _statement = statement;
        _first = first;
    }

    /// <summary>True when the fact has no value.</summary>
    public bool IsNull(int column) => _statement.ColumnIsNull(_first + column);

    /// <summary>A number, a time or a flag; 0 when there is none.</summary>
    public long Number(int column) => _statement.ColumnInt64(_first + column);

    /// <summary>A text in UTF-8; empty when there is none.</summary>
    public ReadOnlySpan<byte> Text(int column) => _statement.ColumnText(_first + column);

    /// <summary>A text that outlives the row; allocates.</summary>
    public Utf8Text ToText(int column) => IsNull(column) ? default : new Utf8Text(Text(column).ToArray());
}
