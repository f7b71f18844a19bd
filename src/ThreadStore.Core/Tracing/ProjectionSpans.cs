using System.Diagnostics;
using ThreadStore.Projection;

namespace ThreadStore.Tracing;

/// <summary>The spans of the way from an append to its row. Nothing is made while nobody listens.</summary>
internal static class ProjectionSpans
{
    /// <summary>The name of the store's <see cref="ActivitySource"/>.</summary>
    internal const string SourceName = "ThreadStore";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>True when an <see cref="ActivityListener"/> wants spans.</summary>
    internal static bool IsObserved => s_source.HasListeners();

    /// <summary>
    /// The span of the append that made a slot full, as a child of the caller's: one per slot, never one per append.
    /// Its context is what the delta carries; the projector's own ambient activity is never trusted.
    /// </summary>
    internal static ActivityContext ObserveMetadata()
    {
        using var span = s_source.StartActivity("thread_store.live_append.observe_metadata");
        return span?.Context ?? default;
    }

    /// <summary>The span of one row's update; its parent is the append that made the slot full.</summary>
    internal static Activity? StartUpdate(ThreadDelta delta) =>
        IsObserved && delta.Trace != default
            ? s_source.StartActivity("thread_store.metadata_update_worker", ActivityKind.Internal, delta.Trace)
            : null;
}
