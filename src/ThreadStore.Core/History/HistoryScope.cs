namespace ThreadStore.History;

/// <summary>The list and the order that a cursor belongs to.</summary>
/// <param name="Thread">The thread that was asked for.</param>
/// <param name="IsItems">Items instead of turns.</param>
/// <param name="IsAscending">Oldest first.</param>
/// <param name="Turn">The turn that items are limited to, as it stands in maps; 0 for none.</param>
internal readonly record struct HistoryScope(ThreadId Thread, bool IsItems, bool IsAscending, ulong Turn)
{
    /// <summary>The same list the other way.</summary>
    internal HistoryScope Reversed => this with { IsAscending = !IsAscending };
}
