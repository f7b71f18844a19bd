using System;
using System.Collections.Generic;
using System.Text;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.History;

public class HistoryReaderTests
{
    private static readonly string s_log = Lines.MetaLine() + Lines.Event(1, 1) + Lines.Text(2, "compacted", "{\"message\":\"a\"}") + "bad\n"
        + Lines.Text(3, "compacted", "{\"message\":\"b\"}") + Lines.Event(4, 4) + Lines.Text(-1, "threadstore_metadata", "{\"v\":1}");

    [Fact]
    public void Read_Forward_HandsOutEveryPartOfALine()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8("""{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":5,"type":"response_item","payload":{"a":1},"metadata":{"b":2}}""" + "\n{\"type\":\"x_1\",\"payload\":{}}\n"));
        using var reader = Open(home, HistoryStart.Beginning);

        Assert.True(reader.Read(out var line));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 8, 10, 743, TimeSpan.Zero), line.Timestamp);
        Assert.Equal((0, 5, true, false), (line.Offset, line.Ordinal, line.Is(ItemType.ResponseItem), line.Is(ItemType.EventMsg)));
        Assert.Equal(("response_item", "{\"a\":1}", "{\"b\":2}"), (Text(line.TypeName), Text(line.Payload), Text(line.Metadata)));
        Assert.StartsWith("{\"timestamp\"", Text(line.Text), StringComparison.Ordinal);
        Assert.True(reader.Read(out line));
        Assert.Equal((null, null, "x_1"), (line.Timestamp, line.Ordinal, Text(line.TypeName)));
        Assert.True(line.Is(ItemType.FromName("x_1")));
        Assert.False(reader.Read(out _));
    }

    [Fact]
    public void Read_EachWay_SkipsAndCountsBadLines()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8(s_log));
        using var forward = Open(home, HistoryStart.Beginning);
        using var backward = Open(home, HistoryStart.End);
        var ordinals = Ordinals(forward);

        Assert.Equal([0, 1, 2, 3, 4, null], ordinals);
        Assert.Equal((1, new Position(TempHome.Id, s_log.Length)), (forward.BadLines, forward.Position));
        ordinals.Reverse();
        Assert.Equal(ordinals, Ordinals(backward));
        Assert.Equal((1, new Position(TempHome.Id, 0)), (backward.BadLines, backward.Position));
    }

    [Fact]
    public void FromLastCompaction_StartsAtTheNewestCompactedLine()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8(s_log));
        using var reader = Open(home, HistoryStart.LastCompaction);

        Assert.Equal([3, 4, null], Ordinals(reader));
    }

    [Fact]
    public void FromLastCompaction_WithoutOne_StartsAtTheBeginning()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8(Lines.MetaLine() + Lines.Event(1, 1)));
        using var reader = Open(home, HistoryStart.LastCompaction);

        Assert.Equal([0, 1], Ordinals(reader));
    }

    private static HistoryReader Open(TempHome home, HistoryStart start) => HistoryReader.Open(LogChain.OfOne(TempHome.Id, home.Log.OpenRead(home.Path)), start);

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static List<long?> Ordinals(HistoryReader reader)
    {
        var found = new List<long?>();
        while (reader.Read(out var line))
        {
            found.Add(line.Ordinal);
        }

        return found;
    }
}
