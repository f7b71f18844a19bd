namespace ThreadStore;

/// <summary>The time by which a list is ordered.</summary>
public enum ThreadSortKey
{
    /// <summary>When the thread was made.</summary>
    CreatedAt,

    /// <summary>The time of its newest line. The default.</summary>
    UpdatedAt,

    /// <summary>When its newest turn began.</summary>
    RecencyAt,
}
