namespace ThreadStore.Tracing;

/// <summary>How the work of a span ended, as <c>thread_store.outcome</c> tells it.</summary>
internal enum SpanOutcome
{
    /// <summary>Done as asked.</summary>
    Done,

    /// <summary>Nothing was to be done.</summary>
    Nothing,

    /// <summary>The row was not where the delta starts: the log is read from the row's own offset.</summary>
    Gap,

    /// <summary>A foreign transaction or lock was in the way: not yet.</summary>
    Busy,

    /// <summary>It failed, alone.</summary>
    Failed,

    /// <summary>The transaction is gone, and all that was applied in it.</summary>
    TransactionGone,

    /// <summary>Whoever waited did not wait any longer.</summary>
    GivenUp,
}
