namespace ThreadStore;

/// <summary>What became of an append that does not throw.</summary>
public readonly record struct AppendResult
{
    private AppendResult(bool isAccepted, StorageOutcome outcome, Position position, int errorCode)
    {
        IsAccepted = isAccepted;
        Outcome = outcome;
        Position = position;
        ErrorCode = errorCode;
    }

    /// <summary>The lines are in the log, as durable as was asked for.</summary>
    public bool IsAccepted { get; }

    /// <summary>
    /// <see cref="StorageOutcome.Accepted"/> with <see cref="IsAccepted"/> false: the lines are in the log, but could not be synced.
    /// </summary>
    public StorageOutcome Outcome { get; }

    /// <summary>The end of the lines, or of the log as it stands when they were not accepted.</summary>
    public Position Position { get; }

    /// <summary>The <c>errno</c> of the fault; 0 when there was none.</summary>
    public int ErrorCode { get; }

    internal static AppendResult Accepted(Position position) => new(isAccepted: true, StorageOutcome.Accepted, position, 0);

    internal static AppendResult Faulted(StorageOutcome outcome, Position position, int errorCode) => new(isAccepted: false, outcome, position, errorCode);
}
