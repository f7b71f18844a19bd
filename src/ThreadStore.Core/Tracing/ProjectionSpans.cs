using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>The spans of the way from an append to its row. Nothing is made while nobody listens and the recorder is off.</summary>
internal static partial class ProjectionSpans
{
    /// <summary>The name of the store's <see cref="ActivitySource"/>.</summary>
    internal const string SourceName = "ThreadStore";

    /// <summary>One row's update, from the slot to its apply; links to the other appends that were merged into it.</summary>
    /// <param name="parent">The append that made the slot full: <see cref="AppendSpans.StartObserveMetadata"/>. The projector's ambient activity is never trusted.</param>
    /// <param name="queueAgeUs">From the append that filled the slot to its taking.</param>
    /// <param name="merged">How many appends the delta holds.</param>
    /// <param name="position">Where the delta ends.</param>
    /// <param name="batchSize">How many rows the transaction holds.</param>
    [TraceSpan("thread_store.metadata_update_worker")]
    [LateTag<int>("thread_store.linked_appends")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial UpdateSpan StartUpdate(
        TraceContext parent,
        [Tag("thread_store.queue_age_us")] long queueAgeUs,
        [Tag("thread_store.merged")] int merged,
        [Tag("thread_store.position")] long position,
        [Tag("thread_store.batch_size")] int batchSize);

    /// <summary>The statement of one row, inside its update.</summary>
    [TraceSpan("thread_store.apply_metadata")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial ApplySpan StartApply([Tag("thread_store.position")] long position);

    /// <summary>The commit of a batch: child of the first update that it ends, linked to the others.</summary>
    [TraceSpan("thread_store.batch_commit")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial BatchCommitSpan StartBatchCommit(TraceContext parent, [Tag("thread_store.batch_size")] int batchSize);

    /// <summary>Moving the WAL's pages into the index file.</summary>
    [TraceSpan("thread_store.checkpoint")]
    [LateTag<long>("thread_store.wal_bytes_after")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial CheckpointSpan StartCheckpoint(TraceContext parent, [Tag("thread_store.wal_bytes")] long walBytes);

    /// <summary>Reading a part of one log that nobody observed.</summary>
    [TraceSpan("thread_store.catch_up_step")]
    [LateTag<long>("thread_store.bytes")]
    [LateTag<SpanOutcome>("thread_store.outcome")]
    internal static partial CatchUpStepSpan StartCatchUpStep(TraceContext parent, [Tag("thread_store.position")] long position);
}
