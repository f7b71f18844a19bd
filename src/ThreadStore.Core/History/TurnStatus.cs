namespace ThreadStore.History;

/// <summary>How a turn stands.</summary>
public enum TurnStatus
{
    /// <summary>It has begun, and the log does not say that it has ended.</summary>
    InProgress,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>It was aborted, or another turn began before it had ended.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,
}
