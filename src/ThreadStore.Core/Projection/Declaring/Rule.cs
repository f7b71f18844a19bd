namespace ThreadStore.Projection.Declaring;

/// <summary>Which of a fact's values stands when lines give several.</summary>
public enum Rule
{
    /// <summary>The first one in the log.</summary>
    First,

    /// <summary>The last one in the log.</summary>
    Last,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The number of lines.</summary>
    Count,

    /// <summary>All of them together. A sum beyond 64 bits is not exact.</summary>
    Sum,

    /// <summary>The one of the newest line by the line's time: what somebody said explicitly, with <see cref="LiveThread.UpdateMetadataAsync"/>.</summary>
    Explicit,
}
