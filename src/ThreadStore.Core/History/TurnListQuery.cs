namespace ThreadStore.History;

/// <summary>Which turns of a thread to list, and in which order.</summary>
public sealed record TurnListQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The thread.</summary>
    public required ThreadId Thread { get; init; }

    /// <summary>How many turns a page holds at most: 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 20;

    /// <summary>Oldest first instead of newest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Which items the turns carry.</summary>
    public TurnItems Items { get; init; }

    /// <summary>Where to go on: a cursor of a page of the same thread and order.</summary>
    public string? Cursor { get; init; }
}
