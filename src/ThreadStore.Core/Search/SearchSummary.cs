using System.Collections.Generic;

namespace ThreadStore.Search;

/// <summary>How far a search is, and what it could not look into.</summary>
public sealed record SearchSummary
{
    /// <summary>The most entries of <see cref="Skipped"/>.</summary>
    public const int MaxSkipped = 100;

    /// <summary>True when every rollout has been looked at.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Rollouts that were searched.</summary>
    public long Rollouts { get; init; }

    /// <summary>Bytes that were read of them: less than they hold when the hits that were asked for came early.</summary>
    public long Bytes { get; init; }

    /// <summary>Hits that were found.</summary>
    public long Hits { get; init; }

    /// <summary>Rollouts that were not searched because they are compressed.</summary>
    public long Compressed { get; init; }

    /// <summary>Rollouts that could not be read, or not to their end.</summary>
    public long Unreadable { get; init; }

    /// <summary>Lines that seem to hold the term and were not looked into, because they are longer than 64 MiB.</summary>
    public long TooLongLines { get; init; }

    /// <summary>The first rollouts that were not searched to their end, and why.</summary>
    public IReadOnlyList<SkippedRollout> Skipped { get; init; } = [];
}
