using System.Collections.Generic;

namespace ThreadStore;

/// <summary>A thread with what a host's projection keeps of it.</summary>
/// <typeparam name="TFacts">The projection.</typeparam>
/// <param name="Thread">The built-in columns.</param>
/// <param name="Facts">The host's; its default when the thread has no row of the host's yet.</param>
public sealed record StoredThread<TFacts>(StoredThread Thread, TFacts Facts);

/// <summary>One page of a list with a host's facts.</summary>
/// <typeparam name="TFacts">The projection.</typeparam>
public sealed record ThreadPage<TFacts>
{
    /// <summary>The threads, in the order that was asked for.</summary>
    public required IReadOnlyList<StoredThread<TFacts>> Threads { get; init; }

    /// <summary>Where the next page starts; null when this is the last one.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Where the page before this one ends; null when this is the first one. Its threads stand in the same order.</summary>
    public string? PreviousCursor { get; init; }

    /// <summary>What may be missing from the page.</summary>
    public Freshness Freshness { get; init; }
}
