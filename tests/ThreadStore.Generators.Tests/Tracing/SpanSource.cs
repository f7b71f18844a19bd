namespace ThreadStore.Generators.Tracing;

/// <summary>A host's declarations, as the tests of the generator use them.</summary>
internal static class SpanSource
{
    public const string Usings = """
        using System.Diagnostics;
        using ThreadStore.Tracing;

        """;

    /// <summary>Every kind of tag, both kinds of parents, late tags, and a class to run them from.</summary>
    public const string Host = Usings + """
        [assembly: TraceSource("host.spans")]

        namespace Host.Tracing
        {
            public enum Phase { Idle, ReadAhead, HTTPCall, Again = Idle }

            public static partial class Spans
            {
                [TraceSpan("host.work", Kind = ActivityKind.Client)]
                [LateTag<long>("host.rows_done")]
                [LateTag<Phase>("host.phase")]
                public static partial WorkSpan StartWork(
                    TraceContext parent, [Tag("host.bytes")] long bytes, [Tag("host.first")] bool isFirst, [Tag("host.name")] string? name);

                [TraceSpan("host.step")]
                public static partial StepSpan StartStep([Tag("host.size")] ulong size, [Tag("host.ratio")] double ratio, [Tag("host.phase")] Phase phase);

                [TraceSpan("host.wait")]
                internal static partial WaitSpan StartWait(in TraceContext parent, [StartedAt] long span);
            }

            public static class Program
            {
                public static TraceContext Work(TraceContext parent, TraceContext[] links)
                {
                    using var span = Spans.StartWork(parent, 4096, true, "first");
                    foreach (var link in links)
                    {
                        span.AddLink(link);
                    }

                    using (var step = Spans.StartStep(ulong.MaxValue, 0.5, Phase.HTTPCall))
                    {
                        step.Fail("io");
                    }

                    span.SetRowsDone(7);
                    span.SetPhase(Phase.ReadAhead);
                    return span.Context;
                }

                public static void Round() => Work(default, System.Array.Empty<TraceContext>());

                public static TraceContext Step()
                {
                    using var span = Spans.StartStep(1, 1, (Phase)99);
                    return span.Context;
                }

                public static void Wait(TraceContext parent, long startedAt) => Spans.StartWait(parent, startedAt).Dispose();
            }
        }
        """;
}
