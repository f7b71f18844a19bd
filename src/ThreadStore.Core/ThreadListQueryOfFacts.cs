using System.Collections.Generic;
using ThreadStore.Projection;

namespace ThreadStore;

/// <summary>What to list of a store with a host's projection.</summary>
/// <typeparam name="TFacts">The projection.</typeparam>
public sealed record ThreadListQuery<TFacts>
    where TFacts : struct, IThreadProjection<TFacts>
{
    /// <summary>Page, direction, collection and, without <see cref="OrderBy"/>, the order.</summary>
    public ThreadListQuery Threads { get; init; } = new();

    /// <summary>
    /// A number, time or flag that orders the list instead; threads of equal values are ordered by id, threads without the fact are not
    /// listed.
    /// </summary>
    public FactColumn<TFacts>? OrderBy { get; init; }

    /// <summary>What every thread of the list meets.</summary>
    public IReadOnlyList<FactFilter<TFacts>> Where { get; init; } = [];
}
