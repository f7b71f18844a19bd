using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>One page of items.</summary>
public sealed record ItemPage
{
    /// <summary>The items, in the order that was asked for.</summary>
    public required IReadOnlyList<ThreadItem> Items { get; init; }

    /// <summary>Where the next page starts; null when this is the last one.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Where the same order goes back from this page: with the order reversed, a page from here begins with this page's first item. Null on an empty page.</summary>
    public string? BackwardsCursor { get; init; }

    /// <summary>What is missing of a fork's ancestors, whose items are then not listed; null when nothing is.</summary>
    public HistoryGap? Gap { get; init; }
}
