using System;
using BenchmarkDotNet.Attributes;
using ThreadStore.History;

namespace ThreadStore.Benchmarks;

/// <summary>What the cursor of a page of turns or items costs: read, and written as the string that hosts get.</summary>
public class HistoryCursorBench
{
    private static readonly HistoryScope s_scope = new(SampleRollouts.LongestThread, IsItems: true, IsAscending: true, Turn: 4711);
    private static readonly HistoryCursor s_cursor = new(SampleRollouts.LongestThread, 147_259, isIncluded: false);

    private string _text = "";

    [GlobalSetup]
    public void Set()
    {
        _text = Format();
        if (Parse() != s_cursor.Offset)
        {
            throw new InvalidOperationException("a cursor is not read as it was written");
        }
    }

    [Benchmark]
    public long Parse() => HistoryCursor.Parse(_text, s_scope).Offset;

    [Benchmark]
    public string Format() => s_cursor.Format(s_scope);
}
