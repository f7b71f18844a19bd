namespace ThreadStore.Items;

/// <summary>What a read of the next line found.</summary>
internal enum LineStatus
{
    /// <summary>A line of the rollout.</summary>
    Line,

    /// <summary>A range of complete bytes that is no line; the reason tells why.</summary>
    Bad,

    /// <summary>No further complete line in these bytes.</summary>
    End,
}
