using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>What of a query is compared outside of SQLite, on the columns of a narrow statement. One per connection.</summary>
internal sealed class ListFilter
{
    private const int Title = 2;
    private const int OwnName = 3;
    private const int OwnNameAt = 4;
    private const int SessionName = 5;
    private const int SessionNameAt = 6;

    private const int Labels = 7;

    private readonly TextMatch _text = new();
    private readonly LabelMatch _labels = new();
    private bool _hasText;

    /// <summary>True when the query has such a part.</summary>
    public static bool IsNeeded(ThreadListQuery query) => query.TitleContains is not null || query.Labels is { Count: > 0 };

    /// <summary>Sets the query.</summary>
    public void Begin(ThreadListQuery query)
    {
        _hasText = query.TitleContains is not null;
        _text.Seek(query.TitleContains ?? "", query.MatchCase);
        _labels.Seek(query.Labels);
    }

    /// <summary>True when the row on which the statement stands meets it.</summary>
    public bool IsMet(SqliteStatement row) => (!_hasText || HasText(row)) && _labels.AreIn(row.ColumnText(Labels));

    private bool HasText(SqliteStatement row) => _text.IsIn(row.ColumnText(Title)) || _text.IsIn(EffectiveName.Choose(
        row.ColumnText(OwnName), Time(row, OwnNameAt), row.ColumnText(SessionName), Time(row, SessionNameAt)));

    private static long? Time(SqliteStatement row, int column) => row.ColumnIsNull(column) ? null : row.ColumnInt64(column);
}
