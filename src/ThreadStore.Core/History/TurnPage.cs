using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>One page of turns.</summary>
public sealed record TurnPage
{
    /// <summary>The turns, in the order that was asked for.</summary>
    public required IReadOnlyList<ThreadTurn> Turns { get; init; }

    /// <summary>Where the next page starts; null when this is the last one.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Where the same order goes back from this page: with the order reversed, a page from here begins with this page's first turn. Null on an empty page.</summary>
    public string? BackwardsCursor { get; init; }

    /// <summary>What is missing of a fork's ancestors, whose turns are then not listed; null when nothing is.</summary>
    public HistoryGap? Gap { get; init; }
}
