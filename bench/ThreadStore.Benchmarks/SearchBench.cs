using System;
using System.Text;
using BenchmarkDotNet.Attributes;
using ThreadStore.Items;
using ThreadStore.Search;

namespace ThreadStore.Benchmarks;

/// <summary>
/// One pass over a chunk of a rollout in which the term is not: the scan's kernels, and what the runtime offers for the same question. All may be
/// compared with each other; none must find anything.
/// </summary>
public class SearchBench
{
    private const int ChunkBytes = RolloutScan.ChunkBytes;

    private byte[] _chunk = [];
    private SearchTerm _term = SearchTerm.Parse("xylophone");
    private System.Buffers.SearchValues<byte> _firstBytes = System.Buffers.SearchValues.Create("xX"u8);

    /// <summary>How the text looks to the term: none of its letters, or its anchor's first letter now and then.</summary>
    [Params("xylophone", "Connection lost")]
    public string Term { get; set; } = "";

    /// <summary>Lines of a rollout with prose, code and escapes in them.</summary>
    [GlobalSetup]
    public void Write()
    {
        const string Line = """
            {"timestamp":"2026-11-21T06:08:11.514Z","ordinal":12,"type":"response_item","payload":{"type":"function_call_output","call_id":"call_87a89d7d","output":"Chunk ID: b75677\nWall time: 0.3683 seconds\nconnections: 4, exit (0)\nthe next box of cables is complex\n\u001b[32mok\u001b[0m for all of the tests"}}

            """;
        _chunk = Encoding.UTF8.GetBytes(string.Concat(System.Linq.Enumerable.Repeat(Line, (ChunkBytes / Line.Length) + 1)))[..ChunkBytes];
        _term = SearchTerm.Parse(Term);
        var first = (byte)char.ToLowerInvariant(Term[0]);
        _firstBytes = System.Buffers.SearchValues.Create([first, (byte)(first ^ 0x20)]);
    }

    [Benchmark(Baseline = true)]
    public int ByVector256() => Count(JsonKernel.Vector256);

    [Benchmark]
    public int ByVector128() => Count(JsonKernel.Vector128);

    [Benchmark]
    public int ByScalar() => Count(JsonKernel.Scalar);

    /// <summary>The first letter in both cases, by the runtime: sees neither the other letters nor escapes.</summary>
    [Benchmark]
    public int ByIndexOfAnyOfTheFirstLetter()
    {
        var count = 0;
        ReadOnlySpan<byte> rest = _chunk;
        for (var at = rest.IndexOfAny(_firstBytes); at >= 0; at = rest.IndexOfAny(_firstBytes))
        {
            count += _term.Match(rest, at) >= 0 ? 1 : 0;
            rest = rest[(at + 1)..];
        }

        return count;
    }

    /// <summary>The term in its own case alone, by the runtime: the least that can be asked for.</summary>
    [Benchmark]
    public int ByIndexOfTheTermAsItIs() => _chunk.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Term));

    private int Count(JsonKernel kernel)
    {
        var count = 0;
        var anchor = _term.Anchor;
        for (var at = AnchorScan.Find(_chunk, 0, _chunk.Length, anchor, kernel); at >= 0; at = AnchorScan.Find(_chunk, at + 1, _chunk.Length, anchor, kernel))
        {
            count += _term.Match(_chunk, Math.Max(0, at - anchor.MaxBefore)) >= 0 ? 1 : 0;
        }

        return count;
    }
}
