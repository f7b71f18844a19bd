using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using ThreadStore.Tracing;

namespace ThreadStore.Benchmarks;

/// <summary>What a declared span costs, against the two clock readings that any span needs.</summary>
public class TraceSpanBench
{
    private static readonly TraceContext s_parent = new(1, 2, 3, 1);
    private static ActivityListener? s_listener;

    [Benchmark(Baseline = true)]
    public long TwoClockReads() => Stopwatch.GetTimestamp() - Stopwatch.GetTimestamp();

    [Benchmark]
    public bool Disabled()
    {
        using var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8);
        return span.IsRecorded;
    }

    [GlobalSetup(Targets = [nameof(RecordedOneTag), nameof(RecordedFourTags), nameof(RecordedWithOutcome)])]
    public void StartRecorder() => FlightRecorder.Start();

    [Benchmark]
    [TargetRatio(2)]
    public bool RecordedOneTag()
    {
        using var span = ProjectionSpans.StartBatchCommit(s_parent, 8);
        return span.IsRecorded;
    }

    [Benchmark]
    [TargetRatio(2)]
    public bool RecordedFourTags()
    {
        using var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8);
        return span.IsRecorded;
    }

    [Benchmark]
    [TargetRatio(2)]
    public bool RecordedWithOutcome()
    {
        using var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8);
        span.SetOutcome(SpanOutcome.Done);
        return span.IsRecorded;
    }

    [GlobalSetup(Target = nameof(Listened))]
    public void Listen()
    {
        s_listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ProjectionSpans.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(s_listener);
    }

    [Benchmark]
    public bool Listened()
    {
        using var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8);
        return span.IsRecorded;
    }

    [GlobalCleanup]
    public void Stop()
    {
        FlightRecorder.Stop();
        s_listener?.Dispose();
    }
}
