namespace ThreadStore.Tracing;

/// <summary>The spans of the store's own verbs. Those without a parent are children of what is open on the caller's thread.</summary>
internal static partial class StoreSpans
{
    /// <summary>Opening a home.</summary>
    [TraceSpan("thread_store.open")]
    internal static partial OpenStoreSpan StartOpen();

    /// <summary>Taking up a thread: its lock, its tail, the state of its row.</summary>
    [TraceSpan("thread_store.resume")]
    [LateTag<long>("thread_store.position")]
    internal static partial ResumeSpan StartResume();

    /// <summary>Waiting for a position to be visible. The wait ends on the projector: told there, with the caller's context and time from when the barrier was made.</summary>
    [TraceSpan("thread_store.barrier_wait")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial BarrierWaitSpan StartBarrierWait(TraceContext parent, [StartedAt] long startedAt, [Tag("thread_store.position")] long position);

    /// <summary>Making an index anew from the logs; told when it is done, wherever that is.</summary>
    [TraceSpan("thread_store.rebuild")]
    [LateTag<long>("thread_store.files")]
    [LateTag<long>("thread_store.bytes")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial RebuildSpan StartRebuild(TraceContext parent, [StartedAt] long startedAt);
}
