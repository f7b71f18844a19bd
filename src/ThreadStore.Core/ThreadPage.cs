using System.Collections.Generic;

namespace ThreadStore;

/// <summary>How well the index that answered knew the logs at that moment.</summary>
public enum FreshnessState
{
    /// <summary>Every log that was there at the last look is projected.</summary>
    Complete,

    /// <summary>Some logs are still being looked at after an open or a sweep; rows may be older than their logs.</summary>
    Recovering,

    /// <summary>The index is being made anew; threads may be missing.</summary>
    Rebuilding,

    /// <summary>The index could not be written the last time; rows may be older than their logs.</summary>
    Behind,
}

/// <summary>What may be missing from an answer of the index.</summary>
/// <param name="State">How well the index knows the logs.</param>
/// <param name="Done">While recovering or rebuilding: logs that are done.</param>
/// <param name="Total">While recovering or rebuilding: logs in all, as far as known.</param>
public readonly record struct Freshness(FreshnessState State, long Done = 0, long Total = 0);

/// <summary>One page of a list.</summary>
public sealed record ThreadPage
{
    /// <summary>The threads, in the order that was asked for.</summary>
    public required IReadOnlyList<StoredThread> Threads { get; init; }

    /// <summary>Where the next page starts; null when this is the last one.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Where the page before this one ends; null when this is the first one. Its threads stand in the same order.</summary>
    public string? PreviousCursor { get; init; }

    /// <summary>What may be missing from the page.</summary>
    public Freshness Freshness { get; init; }
}
