using System.Collections.Generic;

namespace ThreadStore;

/// <summary>Which collection of threads is meant.</summary>
public enum ThreadArchiveFilter
{
    /// <summary>Those that are not archived. The default.</summary>
    Active,

    /// <summary>The archived ones.</summary>
    Archived,

    /// <summary>Both.</summary>
    Any,
}

/// <summary>What to list, in which order, and from where.</summary>
/// <remarks>Texts are compared as they are spelled; a list that is empty names nothing, so nothing is listed.</remarks>
public sealed record ThreadListQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The most threads that can be left out.</summary>
    public const int MaxExcluded = 100;

    /// <summary>The most values that one filter can name.</summary>
    public const int MaxValues = 1000;

    /// <summary>The most threads that one call compares with <see cref="TitleContains"/> and <see cref="Labels"/>.</summary>
    public const int MaxCompared = 20_000;

    /// <summary>How many threads a page holds at most: 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The time that orders the list; threads of equal times are ordered by id, threads without that time come last.</summary>
    public ThreadSortKey Sort { get; init; } = ThreadSortKey.UpdatedAt;

    /// <summary>Oldest first instead of newest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Which collection is listed.</summary>
    public ThreadArchiveFilter Archive { get; init; }

    /// <summary>Only threads from these sources, as rows spell them; null = all, empty = none.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>Only threads made by these programs; null = all, empty = none.</summary>
    public IReadOnlyList<string>? Originators { get; init; }

    /// <summary>Only threads whose newest provider is one of these; null = all, empty = none.</summary>
    public IReadOnlyList<string>? ModelProviders { get; init; }

    /// <summary>Only threads whose working directory is exactly one of these; null = all, empty = none.</summary>
    public IReadOnlyList<string>? Cwds { get; init; }

    /// <summary>Only threads whose name or title holds this text; null = all.</summary>
    /// <remarks>
    /// The threads that meet everything else are looked at one by one, at most <see cref="MaxCompared"/> of them per call: then a page ends
    /// early, perhaps empty, and its cursor goes on behind them.
    /// </remarks>
    public string? TitleContains { get; init; }

    /// <summary>Whether case counts in <see cref="TitleContains"/>. By default it does not.</summary>
    public bool MatchCase { get; init; }

    /// <summary>Only threads that were started, at once or in the end, by this one; null = all.</summary>
    public ThreadRelation? Relation { get; init; }

    /// <summary>Only threads that have all of these labels with these values; null = all. A page may end early, as with <see cref="TitleContains"/>.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Threads that are left out: at most <see cref="MaxExcluded"/>.</summary>
    public IReadOnlyList<ThreadId> Excluded { get; init; } = [];

    /// <summary>A position that the answer must have seen; null = answer at once. <see cref="LocalThreadStore.ListAsync"/> waits for it.</summary>
    public Position? MinimumPosition { get; init; }

    /// <summary>Also lists threads without a preview: those in which no user has said anything yet.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>
    /// Where to go on: <see cref="ThreadPage.NextCursor"/> or <see cref="ThreadPage.PreviousCursor"/> of a page, from a query that differs in
    /// nothing but cursor, page size and minimum position.
    /// </summary>
    public string? Cursor { get; init; }
}
