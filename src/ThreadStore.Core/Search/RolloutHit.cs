namespace ThreadStore.Search;

/// <summary>A line of one rollout that holds the term.</summary>
/// <param name="Offset">Where the line starts.</param>
/// <param name="Snippet">Its first hit.</param>
internal readonly record struct RolloutHit(long Offset, Snippet Snippet);
