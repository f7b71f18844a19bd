namespace ThreadStore.Tracing;

/// <summary>The spans within an append. They are children of what is open on the caller's thread.</summary>
internal static partial class AppendSpans
{
    /// <summary>The policy's choice of the lines that are stored.</summary>
    [TraceSpan("thread_store.live_append.filter")]
    [LateTag<int>("thread_store.lines")]
    internal static partial FilterSpan StartFilter([Tag("thread_store.items")] int items);

    /// <summary>Stamping the lines and handing them to the log.</summary>
    [TraceSpan("thread_store.live_append.store_append")]
    [LateTag<long>("thread_store.position")]
    internal static partial StoreAppendSpan StartStoreAppend(
        [Tag("thread_store.durability")] Durability durability, [Tag("thread_store.lines")] int lines, [Tag("thread_store.bytes")] long bytes);

    /// <summary>
    /// The append that made a slot full: one per slot, never one per append. Its context is what the delta carries to
    /// <see cref="ProjectionSpans.StartUpdate(TraceContext, long, int, long, int)"/>.
    /// </summary>
    [TraceSpan("thread_store.live_append.observe_metadata")]
    internal static partial ObserveMetadataSpan StartObserveMetadata([Tag("thread_store.position")] long position);
}
