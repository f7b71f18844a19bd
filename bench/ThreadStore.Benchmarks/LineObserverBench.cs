using BenchmarkDotNet.Attributes;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>
/// What one line costs on its way into a delta: taken apart, and observed by the built-in projection. Real lines of samples/rollouts, by
/// kind; "all" is every line in the order of the files. Per line.
/// </summary>
public class LineObserverBench
{
    private const int LinesPerCall = 64;

    private readonly LineObserver _observer = ComposedProjection.BuiltInOnly.Observer;
    private readonly ThreadDelta _delta = ComposedProjection.BuiltInOnly.NewDelta();
    private byte[][] _lines = [];
    private int _next;

    /// <summary>Which lines.</summary>
    [Params("token_count", "item_completed", "task_started", "session_meta", "turn_context", "response_item", "all")]
    public string Kind { get; set; } = "";

    /// <summary>Reads the samples.</summary>
    [GlobalSetup]
    public void Read() => _lines = SampleRollouts.LinesOf(Kind);

    /// <summary>Observes lines one by one, as appends do.</summary>
    [Benchmark(OperationsPerInvoke = LinesPerCall)]
    public ulong Observe()
    {
        _delta.Reset(SampleRollouts.FirstThread, 0);
        for (var i = 0; i < LinesPerCall; i++)
        {
            _observer.Observe(_lines[_next], 0, _delta, default);
            _next = _next + 1 == _lines.Length ? 0 : _next + 1;
        }

        return _delta.Facts.Present;
    }
}
