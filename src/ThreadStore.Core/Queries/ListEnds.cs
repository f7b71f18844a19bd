namespace ThreadStore.Queries;

/// <summary>Where a page begins and ends, as far as there is something on that side.</summary>
/// <param name="Previous">Where the page before it is walked from.</param>
/// <param name="Next">Where the page behind it is walked from.</param>
internal readonly record struct ListEnds(ListPlace? Previous, ListPlace? Next);
