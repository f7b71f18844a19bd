namespace ThreadStore.Tracing;

/// <summary>Attributes that every span may have besides its own tags.</summary>
internal static class SpanNames
{
    /// <summary>The kind of failure, as OpenTelemetry names it.</summary>
    internal const string ErrorType = "error.type";

    /// <summary>How many links came after the last one that was kept.</summary>
    internal const string LinksDropped = "thread_store.links_dropped";

    /// <summary>In a dump: the links that were kept, as trace id, dash, span id.</summary>
    internal const string Links = "links";
}
