using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using BenchmarkDotNet.Attributes;
using ThreadStore.History;
using ThreadStore.Items;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>What a page of a thread's history costs, by the length of the thread: turns, items, raw lines. Nobody writes the thread.</summary>
public class LocalThreadStoreHistoryBench
{
    private const int TurnsOfTheSample = 64;
    private const int LinesOfAPage = 50;

    private ScratchFolder _home = null!;
    private LocalThreadStore _store = null!;
    private TurnListQuery _newestTurns = null!;
    private TurnListQuery _middleTurns = null!;
    private ItemListQuery _oldestItems = null!;
    private ThreadId _id;

    /// <summary>Turns of the thread: the longest sample, once and 32 times; the latter is 9 MB, and has an offset index beside it.</summary>
    [Params(TurnsOfTheSample, TurnsOfTheSample * 32)]
    public int Turns { get; set; }

    // Not asynchronous: the toolchain of the quick job does not wait for a set-up.
    [GlobalSetup]
    public void Fill()
    {
        _home = new ScratchFolder();
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path, RefreshInterval = Timeout.InfiniteTimeSpan });
        var thread = _store.Create(new CreateThreadParams { Cwd = "/" });
        _id = thread.Id;
        for (var copy = 0; copy < Turns / TurnsOfTheSample; copy++)
        {
            thread.Append(Copy(copy), Durability.Written);
        }

        thread.ShutdownAsync().GetAwaiter().GetResult();
        _newestTurns = new TurnListQuery { Thread = _id };
        _oldestItems = new ItemListQuery { Thread = _id, PageSize = LinesOfAPage };
        var half = _newestTurns;
        for (var seen = 0; seen < Turns / 2; seen += half.PageSize)
        {
            half = half with { Cursor = _store.ListTurns(half).NextCursor };
        }

        _middleTurns = half;
        var all = _store.ListTurns(new TurnListQuery { Thread = _id, PageSize = TurnListQuery.MaxPageSize });
        if (all.Turns.Count != Math.Min(Turns, TurnListQuery.MaxPageSize) || ListTurns() != _newestTurns.PageSize || ListTurnsInTheMiddle() != _middleTurns.PageSize
            || ListItems() != LinesOfAPage || ReadHistoryBackward() == 0)
        {
            throw new InvalidOperationException("the pages are not those of the thread");
        }
    }

    /// <summary>The newest 20 turns with their items.</summary>
    [Benchmark]
    public int ListTurns() => _store.ListTurns(_newestTurns).Turns.Count;

    /// <summary>20 turns half-way, by a cursor.</summary>
    [Benchmark]
    public int ListTurnsInTheMiddle() => _store.ListTurns(_middleTurns).Turns.Count;

    /// <summary>The oldest 50 items.</summary>
    [Benchmark]
    public int ListItems() => _store.ListItems(_oldestItems).Items.Count;

    /// <summary>The newest 50 lines as they are; gives their bytes.</summary>
    [Benchmark]
    public long ReadHistoryBackward()
    {
        using var reader = _store.ReadHistory(_id, HistoryStart.End);
        long bytes = 0;
        for (var lines = 0; lines < LinesOfAPage; lines++)
        {
            if (!reader.Read(out var line))
            {
                return 0;
            }

            bytes += line.Text.Length;
        }

        return bytes;
    }

    [GlobalCleanup]
    public void Close()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _home.Dispose();
    }

    // The sample's lines behind its head, with ids of their own in each copy.
    private static RolloutItem[] Copy(int number)
    {
        var lines = File.ReadLines(SampleRollouts.FileOf(SampleRollouts.LongestThread)).Skip(1)
            .Select(line => Encoding.UTF8.GetBytes(line.Replace("01a1fcb", $"{number:x7}", StringComparison.Ordinal) + "\n"));
        var items = new List<RolloutItem>();
        foreach (var text in lines)
        {
            var reader = new LineReader(text, 0);
            if (reader.Read(out var line) is LineStatus.Line)
            {
                items.Add(new RolloutItem(ItemType.FromUtf8(line.TypeName), line.Payload.ToArray(), line.Metadata.ToArray()));
            }
        }

        return [.. items];
    }
}
