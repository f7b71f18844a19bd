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
public sealed record ThreadListQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>How many threads a page holds at most: 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The time that orders the list; threads of equal times are ordered by id, threads without that time come last.</summary>
    public ThreadSortKey Sort { get; init; } = ThreadSortKey.UpdatedAt;

    /// <summary>Oldest first instead of newest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Which collection is listed.</summary>
    public ThreadArchiveFilter Archive { get; init; }

    /// <summary>Also lists threads without a preview: those in which no user has said anything yet.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>Where to go on: <see cref="ThreadPage.NextCursor"/> of the page before, from a query that differs in nothing but cursor and page size.</summary>
    public string? Cursor { get; init; }
}
