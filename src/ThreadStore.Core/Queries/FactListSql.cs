using System.Globalization;
using System.Linq;
using System.Text;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Puts together the statements of lists with a host's facts.</summary>
/// <remarks>
/// Parameters: ?1 value and ?2 id of the thread before the page, ?3 the limit, then one per filter. By a host's column the walk is along
/// that column's index; by a time of the thread's own it is the built-in one.
/// </remarks>
internal static class FactListSql
{
    /// <summary>The parameter of the first filter.</summary>
    public const int FirstFilter = 4;

    /// <summary>The statement that reads one thread; ?1 is its id.</summary>
    public static string Read<TFacts>(bool hasTable)
        where TFacts : struct, IThreadProjection<TFacts> =>
        $"SELECT {Columns<TFacts>()} FROM {ThreadRow.Tables} LEFT JOIN {Table<TFacts>(hasTable)} h ON h.id = t.id WHERE t.id = ?1";

    /// <summary>The text of the statement for a query.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="isUndated">For the threads without the time that orders the list.</param>
    /// <param name="hasTable">False while nobody has made the host's table in this file: then no thread has facts.</param>
    public static string Build<TFacts>(ThreadListQuery<TFacts> query, bool isUndated, bool hasTable = true)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        var sql = new StringBuilder($"SELECT {Columns<TFacts>()}\nFROM ");
        var (key, id) = query.OrderBy is { } order ? ($"h.{order.Column}", "h.id") : (ListSql.Key(query.Threads.Sort).Column, "t.id");
        sql.Append(query.OrderBy is null
            ? $"{ThreadRow.Tables} LEFT JOIN {Table<TFacts>(hasTable)} h ON h.id = t.id"
            : $"{Table<TFacts>(hasTable)} h CROSS JOIN threads t ON t.id = h.id LEFT JOIN session_names n ON n.id = t.id");

        var after = query.Threads.Ascending ? '>' : '<';
        sql.Append(isUndated ? $"\nWHERE {key} IS NULL AND {id} {after} ?2" : $"\nWHERE {key} IS NOT NULL AND ({key}, {id}) {after} (?1, ?2)");
        sql.Append(query.Threads.Archive switch
        {
            ThreadArchiveFilter.Active => " AND t.archived = 0",
            ThreadArchiveFilter.Archived => " AND t.archived = 1",
            _ => "",
        });
        sql.Append(query.Threads.IncludeHidden ? "" : " AND t.preview IS NOT NULL");
        for (var i = 0; i < query.Where.Count; i++)
        {
            var comparison = query.Where[i].Comparison switch { FactComparison.AtLeast => ">=", FactComparison.AtMost => "<=", _ => "=" };
            var column = query.Where[i].Column.Column;
            // The plus keeps SQLite from walking the filter's index and sorting what it finds.
            var isWalked = column == query.OrderBy?.Column;
            sql.Append(CultureInfo.InvariantCulture, $" AND {(isWalked ? "" : "+")}h.{column} {comparison} ?{FirstFilter + i}");
        }

        var direction = query.Threads.Ascending ? "ASC" : "DESC";
        sql.Append(isUndated ? $"\nORDER BY {id} {direction}" : $"\nORDER BY {key} {direction}, {id} {direction}");
        return sql.Append(" LIMIT ?3").ToString();
    }

    /// <summary>Tells queries apart whose cursors must not be mixed up.</summary>
    public static ulong Fingerprint<TFacts>(ThreadListQuery<TFacts> query)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        var hash = Fnv1a64.Hash(Encoding.UTF8.GetBytes($"{TFacts.Schema.Table}\n{query.OrderBy?.Column}\n"));
        foreach (var filter in query.Where)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{filter.Column.Column}\n{filter.Comparison}\n{filter.Number}\n{filter.Text?.Length}\n{filter.Text}\n");
            hash = Fnv1a64.Continue(hash, Encoding.UTF8.GetBytes(text));
        }

        return hash;
    }

    private static string Table<TFacts>(bool hasTable)
        where TFacts : struct, IThreadProjection<TFacts> =>
        hasTable ? TFacts.Schema.Table : $"(SELECT NULL AS id, {string.Join(", ", TFacts.Schema.Columns.Select(static column => $"NULL AS {column}"))} WHERE 0)";

    private static string Columns<TFacts>()
        where TFacts : struct, IThreadProjection<TFacts> =>
        $"{ThreadRow.Columns}, {TFacts.Schema.Select("h")}";
}
