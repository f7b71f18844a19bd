using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace ThreadStore.History;

public sealed class LogChainTests : IDisposable
{
    private static readonly ThreadId s_parent = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_fork = ThreadId.Parse("01a1fcb9-3760-7640-9030-fb07e88b57eb");

    private readonly HistoryHome _home = new();
    private readonly string[] _lines = [TurnLog.Meta(s_parent), TurnLog.Line(1, "compacted", "{}"), TurnLog.Started(2, "t1"), TurnLog.Completed(3, "t1"), TurnLog.Started(4, "t2")];
    private readonly long _cut;

    public LogChainTests()
    {
        _cut = _lines[..4].Sum(static line => Encoding.UTF8.GetByteCount(line) + 1);
        _home.Put(_lines);
        _home.Put([TurnLog.Fork(s_fork, s_parent, _cut), TurnLog.Started(5, "t3")]);
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Read_EachWay_GoesThroughTheParentsPrefix()
    {
        var expected = new (ThreadId, long?)[] { (s_parent, 0), (s_parent, 1), (s_parent, 2), (s_parent, 3), (s_fork, 0), (s_fork, 5) };

        Assert.Equal(expected, Read(HistoryStart.Beginning, out var gap));
        Assert.Equal(expected.Reverse(), Read(HistoryStart.End, out _));
        Assert.Equal(expected[1..], Read(HistoryStart.LastCompaction, out _));
        Assert.Null(gap);
    }

    [Fact]
    public void Lists_OfAFork_NameTheLogThatHoldsTheLine()
    {
        Assert.Equal(["t1", "t3"], _home.Turns(new TurnListQuery { Thread = s_fork, Ascending = true }).Turns.Select(static turn => turn.Id));
    }

    [Fact]
    public void Parent_Archived_IsRead()
    {
        File.Delete(_home.PathOf(s_parent));
        _home.Put(s_parent, string.Concat(_lines.Select(static line => line + "\n")), isArchived: true);

        Assert.Equal(6, Read(HistoryStart.Beginning, out var gap).Count);
        Assert.Null(gap);
    }

    [Fact]
    public void Parent_Missing_LeavesTheForksOwnLinesAndSaysSo()
    {
        File.Delete(_home.PathOf(s_parent));

        Assert.Equal([(s_fork, 0), (s_fork, 5)], Read(HistoryStart.Beginning, out var gap));
        Assert.Equal(new HistoryGap(s_parent, HistoryGapReason.Missing), gap);
        Assert.Equal(gap, _home.Turns(new TurnListQuery { Thread = s_fork }).Gap);
        Assert.Equal(gap, _home.Items(new ItemListQuery { Thread = s_fork }).Gap);
    }

    [Fact]
    public void Parent_Compressed_LeavesTheForksOwnLinesAndSaysSo()
    {
        File.Move(_home.PathOf(s_parent), _home.PathOf(s_parent) + ".zst");

        Assert.Equal(2, Read(HistoryStart.Beginning, out var gap).Count);
        Assert.Equal(new HistoryGap(s_parent, HistoryGapReason.Compressed), gap);
    }

    [Fact]
    public void Parent_OfAnotherThreadsLines_LeavesTheForksOwnLinesAndSaysSo()
    {
        _home.Put(s_parent, TurnLog.Meta(s_fork) + "\n");

        Assert.Equal(2, Read(HistoryStart.Beginning, out var gap).Count);
        Assert.Equal(new HistoryGap(s_parent, HistoryGapReason.Unreadable), gap);
    }

    [Fact]
    public void Parent_ShorterThanThePrefix_IsReadAsFarAsItGoesAndSaysSo()
    {
        _home.Put(_lines[..3]);

        Assert.Equal([(s_parent, 0), (s_parent, 1), (s_parent, 2), (s_fork, 0), (s_fork, 5)], Read(HistoryStart.Beginning, out var gap));
        Assert.Equal(new HistoryGap(s_parent, HistoryGapReason.Shrunk), gap);
    }

    [Fact]
    public void Parents_InACircle_EndWhereItCloses()
    {
        _home.Put([TurnLog.Fork(s_parent, s_fork, 10), TurnLog.Started(1, "t1")]);

        Read(HistoryStart.End, out var gap);

        Assert.Equal(new HistoryGap(s_fork, HistoryGapReason.Cyclic), gap);
    }

    [Fact]
    public void Parents_MoreThanAreFollowed_EndThereAndSaySo()
    {
        var ids = Enumerable.Range(0, LogChain.MaxDepth + 2).Select(static n => ThreadId.Parse($"01a1fcb8-2b72-7833-a595-{n:x12}")).ToList();
        _home.Put([TurnLog.Meta(ids[0])]);
        for (var n = 1; n < ids.Count; n++)
        {
            _home.Put([TurnLog.Fork(ids[n], ids[n - 1], 1)]);
        }

        using var reader = HistoryReader.Open(_home.Open(ids[^1]), HistoryStart.Beginning);

        Assert.Equal(new HistoryGap(ids[0], HistoryGapReason.TooDeep), reader.Gap);
    }

    [Fact]
    public void From_APosition_GoesOnBehindItOrBackFromIt()
    {
        var place = new Position(s_parent, Encoding.UTF8.GetByteCount(_lines[0]) + 1);

        Assert.Equal([1, 2, 3, 0, 5], Ordinals(HistoryPlaces.From(_home.Open(s_fork), place, isBackward: false)));
        Assert.Equal([0], Ordinals(HistoryPlaces.From(_home.Open(s_fork), place, isBackward: true)));
        foreach (var bad in new[] { new Position(s_parent, 7), new Position(s_parent, _cut + 1), new Position(ThreadId.Parse("01a1fcb9-3ace-7e71-a1f8-6331db4f7760"), 0), new Position(s_fork, -1) })
        {
            using var chain = _home.Open(s_fork);
            Assert.Throws<InvalidRequestException>(() => HistoryPlaces.From(chain, bad, isBackward: false));
        }
    }

    [Fact]
    public void OfTurn_HandsOutTheLinesFromItsStartToTheNext()
    {
        Assert.Equal([2, 3], Ordinals(HistoryPlaces.OfTurn(_home.Open(s_fork), _home.Maps, "t1")));
        Assert.Equal([5], Ordinals(HistoryPlaces.OfTurn(_home.Open(s_fork), _home.Maps, "t3")));
        using var chain = _home.Open(s_fork);
        Assert.Throws<InvalidRequestException>(() => HistoryPlaces.OfTurn(chain, _home.Maps, "t2"));
    }

    [Fact]
    public void FromOrdinal_StartsAtTheFirstLineWithOneAsHigh()
    {
        Assert.Equal([3, 0, 5], Ordinals(HistoryPlaces.FromOrdinal(_home.Open(s_fork), _home.Maps, 3)));
        Assert.Equal([5], Ordinals(HistoryPlaces.FromOrdinal(_home.Open(s_fork), _home.Maps, 4)));
        using var chain = _home.Open(s_fork);
        Assert.Throws<InvalidRequestException>(() => HistoryPlaces.FromOrdinal(chain, _home.Maps, 6));
    }

    private List<(ThreadId Log, long? Ordinal)> Read(HistoryStart start, out HistoryGap? gap)
    {
        using var reader = HistoryReader.Open(_home.Open(s_fork), start);
        gap = reader.Gap;
        var found = new List<(ThreadId, long?)>();
        while (reader.Read(out var line))
        {
            found.Add((line.Log, line.Ordinal));
        }

        return found;
    }

    private static List<long?> Ordinals(HistoryReader reader)
    {
        using (reader)
        {
            var found = new List<long?>();
            while (reader.Read(out var line))
            {
                found.Add(line.Ordinal);
            }

            return found;
        }
    }
}
