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

    private readonly TextMatch _text = new();

    /// <summary>True when the query has such a part.</summary>
    public static bool IsNeeded(ThreadListQuery query) => query.TitleContains is not null;

    /// <summary>Sets the query.</summary>
    public void Begin(ThreadListQuery query) => _text.Seek(query.TitleContains ?? "", query.MatchCase);

    /// <summary>True when the row on which the statement stands meets it.</summary>
    public bool IsMet(SqliteStatement row) => _text.IsIn(row.ColumnText(Title)) || _text.IsIn(EffectiveName.Choose(
        row.ColumnText(OwnName), Time(row, OwnNameAt), row.ColumnText(SessionName), Time(row, SessionNameAt)));

    private static long? Time(SqliteStatement row, int column) => row.ColumnIsNull(column) ? null : row.ColumnInt64(column);
}
