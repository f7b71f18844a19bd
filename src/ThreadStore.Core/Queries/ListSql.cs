using System.Globalization;

namespace ThreadStore.Queries;

/// <summary>Puts together the statements of the list: keyset paging along the index that matches sort key and direction.</summary>
/// <remarks>
/// Parameters: ?1 milliseconds and ?2 id of the thread before the page, ?3 the limit. A list without a cursor starts at a place before every thread,
/// so that first and later pages are the same statement. NULLs do not compare, so the threads without that time are a second statement, at the end.
/// </remarks>
internal static class ListSql
{
    /// <summary>How many statements there are.</summary>
    public const int ShapeCount = 3 * 3 * 2 * 2 * 2;

    /// <summary>The number of the statement for a query, below <see cref="ShapeCount"/>.</summary>
    public static int Shape(ThreadListQuery query, bool isUndated)
    {
        var shape = ((int)query.Sort * 3) + (int)query.Archive;
        shape = (shape * 2) + (query.Ascending ? 1 : 0);
        shape = (shape * 2) + (query.IncludeHidden ? 1 : 0);
        return (shape * 2) + (isUndated ? 1 : 0);
    }

    /// <summary>The column of a sort key, of <c>threads t</c>, and its position among <see cref="ThreadRow.Columns"/> (from 1).</summary>
    public static (string Column, int Position) Key(ThreadSortKey sort) => sort switch
    {
        ThreadSortKey.CreatedAt => ("t.created_at_ms", ThreadRow.CreatedPosition),
        ThreadSortKey.UpdatedAt => ("t.updated_at_ms", ThreadRow.CreatedPosition + 1),
        _ => ("t.recency_at_ms", ThreadRow.CreatedPosition + 2),
    };

    /// <summary>The text of the statement for a query.</summary>
    public static string Build(ThreadListQuery query, bool isUndated)
    {
        var (column, position) = Key(query.Sort);
        var after = query.Ascending ? '>' : '<';
        var place = isUndated ? $"{column} IS NULL AND t.id {after} ?2" : $"({column}, t.id) {after} (?1, ?2)";
        var visible = query.IncludeHidden ? "" : " AND t.preview IS NOT NULL";
        var direction = query.Ascending ? "ASC" : "DESC";
        var order = isUndated
            ? string.Create(CultureInfo.InvariantCulture, $"{ThreadRow.IdPosition} {direction}")
            : string.Create(CultureInfo.InvariantCulture, $"{position} {direction}, {ThreadRow.IdPosition} {direction}");

        // Both collections: two walks along the index, merged by SQLite; one walk over both would have to sort them.
        var rows = query.Archive switch
        {
            ThreadArchiveFilter.Active => Select(0),
            ThreadArchiveFilter.Archived => Select(1),
            _ => $"{Select(0)}\nUNION ALL\n{Select(1)}",
        };
        return $"{rows}\nORDER BY {order} LIMIT ?3";

        string Select(int archived) =>
            $"SELECT {ThreadRow.Columns}\nFROM {ThreadRow.Tables}\nWHERE t.archived = {(archived == 0 ? "0" : "1")} AND {place}{visible}";
    }
}
