using ThreadStore.Projection;

namespace ThreadStore.Queries;

/// <summary>What a list asks of a host's projection beside the thread's own columns. Structs, so that lists without one pay nothing.</summary>
internal interface IListHost
{
    /// <summary>The host's table; null without one.</summary>
    public ProjectionSchema? Schema { get; }

    /// <summary>The column that orders the list; null when a time of the thread's own does.</summary>
    public string? OrderBy { get; }

    /// <summary>How many conditions there are.</summary>
    public int FilterCount { get; }

    /// <summary>One of the conditions.</summary>
    public FactCondition Filter(int index);
}
