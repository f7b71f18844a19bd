using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;

namespace ThreadStore.Conformance.InMemory;

/// <content>Turns and items, page by page.</content>
public sealed partial class InMemoryThreadStore
{
    /// <inheritdoc/>
    public ValueTask<TurnPage> ListTurnsAsync(TurnListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        CheckPageSize(query.PageSize, TurnListQuery.MaxPageSize);
        lock (_place.Gate)
        {
            var turns = ReadTurns(query.Thread).Turns(query.Items, _place.Writers.ContainsKey(query.Thread));
            var page = Cut(turns, static turn => turn.Id, $"turns {query.Thread}", query.Cursor, !query.Ascending, query.PageSize);
            return new ValueTask<TurnPage>(new TurnPage { Turns = page.Rows, NextCursor = page.Next, BackwardsCursor = page.Backwards });
        }
    }

    /// <inheritdoc/>
    public ValueTask<ItemPage> ListItemsAsync(ItemListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        CheckPageSize(query.PageSize, ItemListQuery.MaxPageSize);
        lock (_place.Gate)
        {
            var items = ReadTurns(query.Thread).Items.Where(item => query.TurnId is null || item.TurnId == query.TurnId).ToList();
            var page = Cut(items, static item => $"{item.TurnId} {item.Id}", $"items {query.Thread} {query.TurnId}", query.Cursor, query.Descending, query.PageSize);
            return new ValueTask<ItemPage>(new ItemPage { Items = page.Rows, NextCursor = page.Next, BackwardsCursor = page.Backwards });
        }
    }

    private MemoryTurns ReadTurns(ThreadId id)
    {
        CheckOpen();
        return MemoryTurns.Read(History(Find(id)), ModeOf(Find(id)) is HistoryMode.Legacy);
    }

    // A cursor names a row, and whether the page begins with it or behind it.
    private (List<TRow> Rows, string? Next, string? Backwards) Cut<TRow>(
        List<TRow> rows, Func<TRow, string> key, string scope, string? cursor, bool isDescending, int pageSize)
    {
        if (isDescending)
        {
            rows.Reverse();
        }

        var start = 0;
        if (cursor is not null)
        {
            var (anchor, isIncluded) = ParseCursor(cursor, scope);
            var at = rows.FindIndex(row => key(row) == anchor);
            start = at < 0 ? throw new InvalidRequestException($"invalid cursor: {cursor}") : isIncluded ? at : at + 1;
        }

        var page = rows.Skip(start).Take(pageSize).ToList();
        return (
            page,
            start + page.Count < rows.Count ? FormatCursor(scope, key(page[^1]), isIncluded: false) : null,
            page.Count > 0 ? FormatCursor(scope, key(page[0]), isIncluded: true) : null);
    }

    private string FormatCursor(string scope, string anchor, bool isIncluded) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_place.Id} {scope}\n{anchor}\n{isIncluded}"));

    private (string Anchor, bool IsIncluded) ParseCursor(string cursor, string scope)
    {
        var bytes = new byte[cursor.Length];
        var parts = Convert.TryFromBase64String(cursor, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split('\n') : [];
        return parts.Length == 3 && parts[0] == $"{_place.Id} {scope}" && bool.TryParse(parts[2], out var isIncluded)
            ? (parts[1], isIncluded)
            : throw new InvalidRequestException($"invalid cursor: {cursor}");
    }

    private static void CheckPageSize(int size, int most)
    {
        if (size < 1 || size > most)
        {
            throw new InvalidRequestException($"page size must be 1 to {most}, not {size}");
        }
    }
}
