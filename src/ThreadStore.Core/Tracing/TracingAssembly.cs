using ThreadStore.Tracing;

[assembly: TraceSource(ProjectionSpans.SourceName)]
