using System;
using ThreadStore.Projection;

namespace ThreadStore.Queries;

/// <summary>A list without a host's projection.</summary>
internal readonly struct NoListHost : IListHost
{
    /// <inheritdoc/>
    public ProjectionSchema? Schema => null;

    /// <inheritdoc/>
    public string? OrderBy => null;

    /// <inheritdoc/>
    public int FilterCount => 0;

    /// <inheritdoc/>
    public FactCondition Filter(int index) => throw new ArgumentOutOfRangeException(nameof(index));
}
