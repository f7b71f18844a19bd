namespace ThreadStore.Tracing;

/// <summary>
/// The spans within an append. They are children of what is open on the caller's thread. What every append has is for the flight recorder
/// alone; an activity is made for the append that made a slot full, never for each.
/// </summary>
internal static partial class AppendSpans
{
    /// <summary>The policy's choice of the lines that are stored.</summary>
    [TraceSpan("thread_store.live_append.filter", IsRecorderOnly = true)]
    [LateTag<int>("thread_store.lines")]
    internal static partial FilterSpan StartFilter([Tag("thread_store.items")] int items);

    /// <summary>Stamping the lines and handing them to the log.</summary>
    [TraceSpan("thread_store.live_append.store_append", IsRecorderOnly = true)]
    [LateTag<long>("thread_store.position")]
    internal static partial StoreAppendSpan StartStoreAppend(
        [Tag("thread_store.durability")] Durability durability, [Tag("thread_store.lines")] int lines, [Tag("thread_store.bytes")] long bytes);

    /// <summary>
    /// The append that made a slot full: one per slot, never one per append. Its context is what the delta carries to
    /// <see cref="ProjectionSpans.StartUpdate(TraceContext, long, int, long, int)"/>.
    /// </summary>
    [TraceSpan("thread_store.live_append.observe_metadata")]
    internal static partial ObserveMetadataSpan StartObserveMetadata([StartedAt] long startedAt, [Tag("thread_store.position")] long position);

    /// <summary>True when a span of an append would reach anybody: then what deltas carry of it is worth its cost.</summary>
    internal static bool IsEnabled => TraceSpanShapes.Source.IsEnabled;
}
