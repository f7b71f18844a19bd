using System;
using BenchmarkDotNet.Attributes;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>What it costs to extend a delta by that of the next line, by what the line says.</summary>
public class ThreadDeltaBench
{
    private ThreadDelta _older = null!;
    private ThreadDelta _newer = null!;

    /// <summary>Which line: one that moves a time, a number, two times, or all texts of a row.</summary>
    [Params("response_item", "token_count", "task_started", "session_meta")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Observe()
    {
        var line = SampleRollouts.LinesOf(Kind)[0];
        _older = ObservedLine.At(SampleRollouts.FirstThread, 0, line);
        _newer = ObservedLine.At(SampleRollouts.FirstThread, line.Length, line);
        if (!TryMerge() || _older.Facts.Present != _newer.Facts.Present)
        {
            throw new InvalidOperationException("what was merged is not what was observed");
        }
    }

    /// <summary>The older one ends again where the newer one starts, by one store; the facts that it takes it has already.</summary>
    [Benchmark]
    public bool TryMerge()
    {
        _older.To = _newer.From;
        return _older.TryMerge(_newer);
    }
}
