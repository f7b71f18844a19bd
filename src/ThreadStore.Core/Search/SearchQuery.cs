namespace ThreadStore.Search;

/// <summary>What to look for in the contents of threads.</summary>
public sealed record SearchQuery
{
    /// <summary>The text to look for: at least one character that is not a blank. Case does not count.</summary>
    public required string Term { get; init; }

    /// <summary>Which collection is searched.</summary>
    public ThreadArchiveFilter Archive { get; init; }

    /// <summary>How many hits are reported of one thread at most, from its start: 1 or more.</summary>
    public int MaxHitsPerThread { get; init; } = 1;

    /// <summary>How many bytes of text a snippet shows on each side of the hit, at most: 0 to 4,096.</summary>
    public int SnippetRadius { get; init; } = 60;
}
