using System;
using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Search;

/// <content>One search.</content>
public sealed partial class ThreadSearchIndex
{
    private const char HitStart = '\u0002';
    private const char HitEnd = '\u0003';

    /// <summary>The words as a query of the index: each quoted, so that none of it is syntax.</summary>
    private static string Words(RankedSearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.MaxHits is < 1 or > RankedSearchQuery.MostHits)
        {
            throw new InvalidRequestException($"hits must be 1 to {RankedSearchQuery.MostHits}, not {query.MaxHits}");
        }

        if (!Enum.IsDefined(query.Archive))
        {
            throw new InvalidRequestException("unknown archive filter");
        }

        if (query.Words is { Length: > SearchTerm.MaxLength })
        {
            throw new InvalidRequestException($"the words have {SearchTerm.MaxLength} characters at most, not {query.Words.Length}");
        }

        var words = new StringBuilder();
        foreach (var word in (query.Words ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            words.Append('"').Append(word.Replace("\"", "\"\"", StringComparison.Ordinal).Replace('\0', ' ')).Append("\" ");
        }

        return words.Length > 0 ? words.ToString() : throw new InvalidRequestException("a search needs a word");
    }

    private List<RankedSearchHit> Find(SqliteConnection connection, string words, RankedSearchQuery query)
    {
        using var rows = connection.Prepare("""
            SELECT logs.id, lines.line_offset, snippet(texts, 0, char(2), char(3), '…', 24), -bm25(texts)
            FROM texts JOIN lines ON lines.key = texts.rowid JOIN logs ON logs.key = lines.log
            WHERE texts MATCH ?1 AND (?2 < 0 OR logs.archived = ?2) ORDER BY bm25(texts), logs.id, lines.line_offset LIMIT ?3
            """u8);
        rows.BindText(1, Encoding.UTF8.GetBytes(words));
        rows.BindInt64(2, query.Archive switch
        {
            ThreadArchiveFilter.Active => 0,
            ThreadArchiveFilter.Archived => 1,
            _ => -1,
        });
        rows.BindInt64(3, query.MaxHits);
        var hits = new List<RankedSearchHit>();
        var threads = new Dictionary<ThreadId, StoredThread?>();
        int status;
        while ((status = rows.Step()) == raw.SQLITE_ROW)
        {
            hits.Add(ToHit(rows, threads));
        }

        return status == raw.SQLITE_DONE ? hits : throw connection.Failure("cannot search");
    }

    private RankedSearchHit ToHit(SqliteStatement row, Dictionary<ThreadId, StoredThread?> threads)
    {
        var id = ThreadId.FromBytes(row.ColumnBlob(0));
        if (!threads.TryGetValue(id, out var thread))
        {
            threads[id] = thread = _row(id);
        }

        var marked = Encoding.UTF8.GetString(row.ColumnText(2));
        var start = Math.Max(0, marked.IndexOf(HitStart, StringComparison.Ordinal));
        var end = marked.IndexOf(HitEnd, start);
        var text = string.Concat(marked.Split(HitStart, HitEnd));
        var hit = new SearchHit
        {
            Thread = id,
            Row = thread,
            Offset = row.ColumnInt64(1),
            Snippet = text,
            MatchStart = start,
            MatchLength = Math.Max(0, end - start - 1),
        };
        return new RankedSearchHit(hit, row.ColumnDouble(3));
    }
}
