using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ThreadStore.Queries;

/// <summary>Puts together the statements of lists: keyset paging along the index of what orders the list. Values are bound, never put into the text.</summary>
/// <remarks>
/// Parameters: ?1 value and ?2 id of the place, ?3 the limit, then those of the filters in the order of <see cref="ListBinder"/>. A list without a
/// cursor starts at a place before every thread, so that first and later pages are the same statement. NULLs do not compare, so the threads
/// without that value are a second statement. By a relation the walk is over the threads that it names, which are sorted: they are few.
/// </remarks>
internal static class ListSql
{
    /// <summary>The parameter of the first filter.</summary>
    public const int FirstFilter = 4;

    /// <summary>The columns of a narrow statement: id, the value that orders the list, and these.</summary>
    public const string ComparedColumns = "t.title, t.name, t.name_at_ms, n.name, n.updated_at_ms, t.labels";

    // The text form of an id, as logs spell the parent.
    private const string IdText =
        "lower(substr(hex(c.id), 1, 8) || '-' || substr(hex(c.id), 9, 4) || '-' || substr(hex(c.id), 13, 4) || '-' || substr(hex(c.id), 17, 4) || '-' || substr(hex(c.id), 21))";

    /// <summary>The column of a sort key, of <c>threads t</c>, and its position among <see cref="ThreadRow.Columns"/> (from 1).</summary>
    public static (string Column, int Position) Key(ThreadSortKey sort) => sort switch
    {
        ThreadSortKey.CreatedAt => ("t.created_at_ms", ThreadRow.CreatedPosition),
        ThreadSortKey.UpdatedAt => ("t.updated_at_ms", ThreadRow.CreatedPosition + 1),
        _ => ("t.recency_at_ms", ThreadRow.CreatedPosition + 2),
    };

    /// <summary>The position, from 1, of the column that orders the list.</summary>
    public static int KeyPosition<THost>(ThreadListQuery query, in THost host, bool isNarrow)
        where THost : struct, IListHost
    {
        if (isNarrow)
        {
            return 2;
        }

        return host.OrderBy is { } column ? ThreadRow.ColumnCount + IndexOf(host.Schema!.Columns, column) + 1 : Key(query.Sort).Position;
    }

    /// <summary>The statement that reads one thread with the host's columns; ?1 is its id.</summary>
    public static string Read<THost>(in THost host, bool hasTable)
        where THost : struct, IListHost =>
        $"SELECT {Columns(host)} FROM {ThreadRow.Tables}{Join(host, hasTable)} WHERE t.id = ?1";

    /// <summary>The text of the statement for a step of a query.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="host">What is asked of a host's projection.</param>
    /// <param name="step">Which part of the list, in which direction.</param>
    /// <param name="hasTable">False while nobody has made the host's table in this file: then no thread has facts.</param>
    public static string Build<THost>(ThreadListQuery query, in THost host, in ListStep step, bool hasTable = true)
        where THost : struct, IListHost
    {
        var key = host.OrderBy is { } order ? $"h.{order}" : Key(query.Sort).Column;
        var columns = step.IsNarrow ? $"t.id, {key}, {ComparedColumns}" : Columns(host);
        var select = $"SELECT {columns}\nFROM {Tables(query, host, hasTable)}\nWHERE {Place(query, host, key, step)}{Filters(query, host)}";
        var direction = step.IsAscending ? "ASC" : "DESC";
        if (query.Relation is not null || host.OrderBy is not null)
        {
            return $"{select}{Collections(query)}\nORDER BY {(step.IsUndated ? "" : $"{key} {direction}, ")}{Id(host)} {direction} LIMIT ?3";
        }

        // Several collections: a walk along the index for each, merged by SQLite; one walk over all would have to sort them.
        var position = KeyPosition(query, host, step.IsNarrow);
        var byKey = step.IsUndated ? "" : string.Create(CultureInfo.InvariantCulture, $"{position} {direction}, ");
        return $"{string.Join("\nUNION ALL\n", Walks(query).Select(walk => select + walk))}\nORDER BY {byKey}1 {direction} LIMIT ?3";
    }

    /// <summary>What is asked of a host's table, for <see cref="ListStep.Host"/>.</summary>
    public static string? Describe<THost>(in THost host, bool hasTable)
        where THost : struct, IListHost
    {
        if (host.Schema is null)
        {
            return null;
        }

        var text = new StringBuilder(host.Schema.Table).Append(hasTable ? '+' : '-').Append(host.OrderBy);
        for (var i = 0; i < host.FilterCount; i++)
        {
            var filter = host.Filter(i);
            text.Append(' ').Append(filter.Column).Append(filter.Operator);
        }

        return text.ToString();
    }

    private static string Id<THost>(in THost host)
        where THost : struct, IListHost =>
        host.OrderBy is not null ? "h.id" : "t.id";

    private static string Place<THost>(ThreadListQuery query, in THost host, string key, in ListStep step)
        where THost : struct, IListHost
    {
        var after = step.IsAscending ? '>' : '<';
        var id = Id(host);
        if (step.IsUndated)
        {
            return $"{key} IS NULL AND {id} {after} ?2";
        }

        // The host's indexes leave NULLs out, and SQLite takes one only when the statement does, too.
        return host.OrderBy is not null && query.Relation is null ? $"{key} IS NOT NULL AND ({key}, {id}) {after} (?1, ?2)" : $"({key}, {id}) {after} (?1, ?2)";
    }

    private static string Tables<THost>(ThreadListQuery query, in THost host, bool hasTable)
        where THost : struct, IListHost
    {
        if (query.Relation is { } relation)
        {
            var parent = Parameter(RelationParameter(query));
            var parents = relation.IsDirect
                ? $"(SELECT {parent} AS text)"
                : $"(WITH RECURSIVE started(text) AS (SELECT {parent} UNION SELECT {IdText} FROM started CROSS JOIN threads c INDEXED BY threads_by_parent ON c.parent_thread_id = started.text COLLATE NOCASE) SELECT text FROM started)";
            return $"{parents} p CROSS JOIN threads t INDEXED BY threads_by_parent ON t.parent_thread_id = p.text COLLATE NOCASE LEFT JOIN session_names n ON n.id = t.id{Join(host, hasTable)}";
        }

        return host.OrderBy is null
            ? $"{ThreadRow.Tables}{Join(host, hasTable)}"
            : $"{HostTable(host, hasTable)} h CROSS JOIN threads t ON t.id = h.id LEFT JOIN session_names n ON n.id = t.id";
    }

    private static string Filters<THost>(ThreadListQuery query, in THost host)
        where THost : struct, IListHost
    {
        var sql = new StringBuilder();
        var next = FirstFilter;
        Among("t.source", "IN", query.Sources?.Count);
        Among("t.originator", "IN", query.Originators?.Count);
        Among("t.model_provider", "IN", query.ModelProviders?.Count);
        Among("t.cwd", "IN", query.Cwds?.Count);
        Among("t.id", "NOT IN", query.Excluded.Count);
        if (query.Relation is not null)
        {
            // A thread that is in a circle of starts is not one of its own.
            sql.Append(CultureInfo.InvariantCulture, $" AND t.id <> ?{next + 1}");
            next += 2;
        }

        for (var i = 0; i < host.FilterCount; i++)
        {
            var filter = host.Filter(i);
            // The plus keeps SQLite from walking the filter's index and sorting what it finds.
            var isWalked = filter.Column == host.OrderBy;
            sql.Append(CultureInfo.InvariantCulture, $" AND {(isWalked ? "" : "+")}h.{filter.Column} {filter.Operator} ?{next++}");
        }

        return sql.ToString();

        void Among(string column, string among, int? count)
        {
            if (count is > 0)
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND {column} {among} (?{next++}");
                for (var i = 1; i < ListStep.Places(count.Value); i++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $",?{next++}");
                }

                sql.Append(')');
            }
        }
    }

    private static int RelationParameter(ThreadListQuery query) =>
        FirstFilter + ListStep.Places(query.Sources?.Count ?? 0) + ListStep.Places(query.Originators?.Count ?? 0)
            + ListStep.Places(query.ModelProviders?.Count ?? 0) + ListStep.Places(query.Cwds?.Count ?? 0) + ListStep.Places(query.Excluded.Count);

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");

    // As the indexes have it: which collection, and whether the thread is hidden.
    private static IEnumerable<string> Walks(ThreadListQuery query) =>
        from archived in query.Archive switch { ThreadArchiveFilter.Active => "0", ThreadArchiveFilter.Archived => "1", _ => "01" }
        from hidden in query.IncludeHidden ? "01" : "0"
        select $" AND t.archived = {archived} AND (t.preview IS NULL) = {hidden}";

    private static string Collections(ThreadListQuery query)
    {
        var archived = query.Archive switch { ThreadArchiveFilter.Active => " AND t.archived = 0", ThreadArchiveFilter.Archived => " AND t.archived = 1", _ => "" };
        return query.IncludeHidden ? archived : archived + " AND t.preview IS NOT NULL";
    }

    private static string Columns<THost>(in THost host)
        where THost : struct, IListHost =>
        host.Schema is null ? ThreadRow.Columns : $"{ThreadRow.Columns}, {host.Schema.Select("h")}";

    private static string Join<THost>(in THost host, bool hasTable)
        where THost : struct, IListHost =>
        host.Schema is null ? "" : $" LEFT JOIN {HostTable(host, hasTable)} h ON h.id = t.id";

    private static string HostTable<THost>(in THost host, bool hasTable)
        where THost : struct, IListHost =>
        hasTable ? host.Schema!.Table : $"(SELECT NULL AS id, {string.Join(", ", host.Schema!.Columns.Select(static column => $"NULL AS {column}"))} WHERE 0)";

    private static int IndexOf(IReadOnlyList<string> columns, string column)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == column)
            {
                return i;
            }
        }

        throw new ArgumentException(column, nameof(column));
    }
}
