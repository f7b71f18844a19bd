using System;

namespace ThreadStore.Search;

/// <summary>What to look for in the contents of threads.</summary>
public sealed record SearchQuery
{
    /// <summary>The largest <see cref="SnippetRadius"/>.</summary>
    public const int MaxSnippetRadius = 4096;

    /// <summary>
    /// The text to look for, as it stands, blanks included: at least one character that is not a blank, 1,024 UTF-16 units at most. Case does
    /// not count.
    /// </summary>
    public required string Term { get; init; }

    /// <summary>Which collection is searched.</summary>
    public ThreadArchiveFilter Archive { get; init; }

    /// <summary>How many hits are reported of one thread at most, from its start: 1 or more. A line is one hit, however often it holds the term.</summary>
    public int MaxHitsPerThread { get; init; } = 1;

    /// <summary>How many bytes of text a snippet shows on each side of the hit, at most: 0 to <see cref="MaxSnippetRadius"/>.</summary>
    public int SnippetRadius { get; init; } = 60;

    /// <summary>
    /// Told how far the search is and what it could not look into: after every few rollouts, and once at the end, when
    /// <see cref="SearchSummary.IsComplete"/> is set. Called on the threads that search.
    /// </summary>
    public IProgress<SearchSummary>? Progress { get; init; }
}
