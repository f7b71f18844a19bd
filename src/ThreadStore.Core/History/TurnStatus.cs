namespace ThreadStore.History;

/// <summary>How a turn stands.</summary>
public enum TurnStatus
{
    /// <summary>It is the newest turn of a thread that is being written, and the log does not say that it has ended.</summary>
    InProgress,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>It was aborted, or nobody is left who could end it.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,
}
