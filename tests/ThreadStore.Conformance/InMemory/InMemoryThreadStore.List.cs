using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Conformance.InMemory;

/// <content>Lists: every row is made, filtered and sorted.</content>
public sealed partial class InMemoryThreadStore
{
    /// <inheritdoc/>
    public ValueTask<ThreadPage> ListAsync(ThreadListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        CheckQuery(query);
        lock (_place.Gate)
        {
            CheckOpen();
            var sorted = _place.Threads.Values.Select(RowOf).Where(row => IsMeant(row, query)).ToList();
            sorted.Sort((left, right) => Compare(PlaceOf(left, query), PlaceOf(right, query), query));
            var start = query.Cursor is { } cursor ? ParseCursor(cursor, query) : null;
            var rest = start is null ? sorted : sorted.Where(row => Compare(start, PlaceOf(row, query), query) < 0).ToList();
            var page = rest.Take(query.PageSize).ToList();
            return new ValueTask<ThreadPage>(new ThreadPage
            {
                Threads = page,
                NextCursor = rest.Count > page.Count ? FormatCursor(PlaceOf(page[^1], query), query) : null,
            });
        }
    }

    private static void CheckQuery(ThreadListQuery query)
    {
        if (query.PageSize is < 1 or > ThreadListQuery.MaxPageSize)
        {
            throw new InvalidRequestException($"page size must be 1 to {ThreadListQuery.MaxPageSize}, not {query.PageSize}");
        }

        if (!Enum.IsDefined(query.Sort) || !Enum.IsDefined(query.Archive))
        {
            throw new InvalidRequestException("unknown sort key or archive filter");
        }
    }

    private static bool IsMeant(StoredThread row, ThreadListQuery query) =>
        (query.IncludeHidden || row.Preview is not null)
        && (query.Archive is ThreadArchiveFilter.Any || row.Archived == (query.Archive is ThreadArchiveFilter.Archived));

    private static ListPlace PlaceOf(StoredThread row, ThreadListQuery query) => new(
        query.Sort switch
        {
            ThreadSortKey.CreatedAt => row.CreatedAtMs,
            ThreadSortKey.UpdatedAt => row.UpdatedAtMs,
            _ => row.RecencyAtMs,
        },
        row.Id);

    // Threads without a time come last, whichever way the others go; among equal times the id decides.
    private static int Compare(ListPlace left, ListPlace right, ThreadListQuery query)
    {
        if (left.TimeMs is null != right.TimeMs is null)
        {
            return left.TimeMs is null ? 1 : -1;
        }

        var order = Comparer<long?>.Default.Compare(left.TimeMs, right.TimeMs);
        order = order == 0 ? left.Id.CompareTo(right.Id) : order;
        return query.Ascending ? order : -order;
    }

    private string FormatCursor(ListPlace place, ThreadListQuery query) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Fingerprint(query)}\n{place.TimeMs}\n{place.Id}"));

    private ListPlace ParseCursor(string text, ThreadListQuery query)
    {
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length))
        {
            var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n');
            if (parts.Length == 3 && parts[0] == Fingerprint(query) && ThreadId.TryParse(parts[2], out var id))
            {
                return new ListPlace(long.TryParse(parts[1], out var time) ? time : null, id);
            }
        }

        throw new InvalidRequestException($"invalid cursor: {text}");
    }

    // Everything that decides what the list is, and the place.
    private string Fingerprint(ThreadListQuery query) => (_place.Id, query with { Cursor = null, PageSize = 1 }).ToString().ReplaceLineEndings(" ");

    private sealed record ListPlace(long? TimeMs, ThreadId Id);
}
