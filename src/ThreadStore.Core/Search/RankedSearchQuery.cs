namespace ThreadStore.Search;

/// <summary>Which words to look for in a <see cref="ThreadSearchIndex"/>.</summary>
public sealed record RankedSearchQuery
{
    /// <summary>The largest <see cref="MaxHits"/>.</summary>
    public const int MostHits = 1000;

    /// <summary>
    /// The words, as somebody typed them: all of them must be in a line, in any order. Case and diacritics do not count, and no character has a
    /// meaning of its own.
    /// </summary>
    public required string Words { get; init; }

    /// <summary>Which collection is searched, as it was at the last refresh.</summary>
    public ThreadArchiveFilter Archive { get; init; }

    /// <summary>How many hits are given at most, the best first: 1 to <see cref="MostHits"/>.</summary>
    public int MaxHits { get; init; } = 50;
}
