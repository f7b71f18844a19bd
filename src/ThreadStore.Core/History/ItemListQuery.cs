namespace ThreadStore.History;

/// <summary>Which items of a thread to list, and in which order.</summary>
public sealed record ItemListQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The thread.</summary>
    public required ThreadId Thread { get; init; }

    /// <summary>Only the items of this turn; null = of all.</summary>
    public string? TurnId { get; init; }

    /// <summary>How many items a page holds at most: 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Where to go on: a cursor of a page of the same thread, turn and order.</summary>
    public string? Cursor { get; init; }
}
