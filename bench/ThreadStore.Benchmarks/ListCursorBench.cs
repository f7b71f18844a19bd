using System;
using System.Text;
using BenchmarkDotNet.Attributes;
using ThreadStore.Queries;

namespace ThreadStore.Benchmarks;

/// <summary>What the cursor of a list costs: read and written, as UTF-8 and as a string.</summary>
public class ListCursorBench
{
    private const ulong Fingerprint = 0xcbf29ce484222325;

    private static readonly ListPlace s_place = new(IsUndated: false, Key: 1_795_241_290_743, SampleRollouts.FirstThread);

    private readonly byte[] _utf8 = new byte[ListCursor.TextLength];
    private string _text = "";

    [GlobalSetup]
    public void Set()
    {
        _text = Format()!;
        Write();
        if (Parse() != s_place.Key || ParseText() != s_place.Key || Encoding.ASCII.GetString(_utf8) != _text)
        {
            throw new InvalidOperationException("a cursor is not read as it was written");
        }
    }

    [Benchmark]
    public long Parse() => ListCursor.Parse(_utf8, Fingerprint).Key;

    [Benchmark]
    public long ParseText() => ListCursor.Parse(_text, Fingerprint).Key;

    [Benchmark]
    public void Write() => ListCursor.Write(_utf8, s_place, Fingerprint);

    [Benchmark]
    public string? Format() => ListCursor.Format(s_place, Fingerprint);
}
