using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
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
        var cursor = query.Cursor is { } text ? ParseCursor(text, query) : null;
        lock (_place.Gate)
        {
            CheckOpen();
            if (query.MinimumPosition is { } minimum)
            {
                CheckPosition(minimum);
            }

            var rows = _place.Threads.Values.Select(RowOf).ToDictionary(static row => row.Id);
            var sorted = rows.Values.Where(row => IsMeant(row, query, rows)).ToList();
            sorted.Sort((left, right) => Compare(PlaceOf(left, query), PlaceOf(right, query), query));
            return new ValueTask<ThreadPage>(Cut(sorted, cursor, query));
        }
    }

    // The page behind a place, or the one that ends before it.
    private ThreadPage Cut(List<StoredThread> sorted, ListPlace? cursor, ThreadListQuery query)
    {
        var start = cursor switch
        {
            null => 0,
            { IsBackward: false } => sorted.Count(row => Compare(PlaceOf(row, query), cursor, query) <= 0),
            _ => Math.Max(0, sorted.Count(row => Compare(PlaceOf(row, query), cursor, query) < 0) - query.PageSize),
        };
        var end = cursor is { IsBackward: true } ? sorted.Count(row => Compare(PlaceOf(row, query), cursor, query) < 0) : Math.Min(sorted.Count, start + query.PageSize);
        return new ThreadPage
        {
            Threads = sorted[start..end],
            NextCursor = end > start && end < sorted.Count ? FormatCursor(PlaceOf(sorted[end - 1], query), query) : null,
            PreviousCursor = end > start && start > 0 ? FormatCursor(PlaceOf(sorted[start], query) with { IsBackward = true }, query) : null,
        };
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

        if (query.Excluded.Count > ThreadListQuery.MaxExcluded)
        {
            throw new InvalidRequestException($"at most {ThreadListQuery.MaxExcluded} threads can be left out");
        }
    }

    private static bool IsMeant(StoredThread row, ThreadListQuery query, Dictionary<ThreadId, StoredThread> rows) =>
        (query.IncludeHidden || row.Preview is not null)
        && (query.Archive is ThreadArchiveFilter.Any || row.Archived == (query.Archive is ThreadArchiveFilter.Archived))
        && IsNamed(query.Sources, row.Source)
        && IsNamed(query.Originators, row.Originator)
        && IsNamed(query.ModelProviders, row.ModelProvider)
        && IsNamed(query.Cwds, row.Cwd)
        && (query.TitleContains is null || Holds(row.Name, query) || Holds(row.Title, query))
        && (query.Labels is null || query.Labels.All(label => row.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
        && !query.Excluded.Contains(row.Id)
        && (query.Relation is not { } relation || IsRelated(row, relation, rows));

    private static bool IsNamed(IReadOnlyList<string>? values, string? value) => values is null || (value is not null && values.Contains(value, StringComparer.Ordinal));

    private static bool Holds(string? text, ThreadListQuery query) =>
        (text ?? "").Contains(query.TitleContains!, query.MatchCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    // Up from the thread; who has been met before is not met again.
    private static bool IsRelated(StoredThread row, ThreadRelation relation, Dictionary<ThreadId, StoredThread> rows)
    {
        var met = new HashSet<ThreadId> { row.Id };
        for (var at = row; row.Id != relation.Ancestor && ThreadId.TryParse(at.ParentThreadId, out var parent); at = rows[parent])
        {
            if (parent == relation.Ancestor)
            {
                return true;
            }

            if (relation.IsDirect || !met.Add(parent) || !rows.ContainsKey(parent))
            {
                return false;
            }
        }

        return false;
    }

    private static ListPlace PlaceOf(StoredThread row, ThreadListQuery query) => new(
        query.Sort switch
        {
            ThreadSortKey.CreatedAt => row.CreatedAtMs,
            ThreadSortKey.UpdatedAt => row.UpdatedAtMs,
            _ => row.RecencyAtMs,
        },
        row.Id,
        IsBackward: false);

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
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new ListCursor(Fingerprint(query), place.TimeMs, place.Id.ToString(), place.IsBackward)));

    private ListPlace ParseCursor(string text, ThreadListQuery query)
    {
        try
        {
            var cursor = JsonSerializer.Deserialize<ListCursor>(Convert.FromBase64String(text));
            if (cursor?.Fingerprint == Fingerprint(query))
            {
                return new ListPlace(cursor.TimeMs, ThreadId.Parse(cursor.Id), cursor.IsBackward);
            }
        }
        catch (Exception garbage) when (garbage is FormatException or JsonException)
        {
            // Said below.
        }

        throw new InvalidRequestException($"invalid cursor: {text}");
    }

    // Everything that decides what the list is, and the place.
    private string Fingerprint(ThreadListQuery query) =>
        _place.Id + JsonSerializer.Serialize(query with { Cursor = null, PageSize = 1, MinimumPosition = null, Excluded = [], Relation = null })
        + string.Join(',', query.Excluded) + query.Relation;

    private sealed record ListPlace(long? TimeMs, ThreadId Id, bool IsBackward);

    private sealed record ListCursor(string Fingerprint, long? TimeMs, string Id, bool IsBackward);
}
