using System;
using System.Linq;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Scale;

// 1 GiB of log, 96 MiB of heap: what a read holds is its page. The limit is the runtime's, set in the project file; the first test sees to it that it holds.
public sealed class BoundedMemoryTests(LargeRollout rollout) : IClassFixture<LargeRollout>
{
    private const long HeapLimit = 96 << 20;

    private readonly LocalThreadStore _store = rollout.Store;
    private readonly TurnListQuery _turns = new() { Thread = LargeRollout.Id, PageSize = 20 };
    private readonly ItemListQuery _items = new() { Thread = LargeRollout.Id, PageSize = 50 };

    [Fact]
    public void Heap_IsATenthOfTheLog()
    {
        Assert.InRange(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 1, HeapLimit);
        Assert.InRange(rollout.Length, 1 << 30, long.MaxValue);
    }

    [Fact]
    public void ReadHistory_EachWay_StreamsTheWholeLog()
    {
        Assert.Equal(Count(HistoryStart.Beginning), Count(HistoryStart.End));
    }

    [Fact]
    public void ReadHistory_FromTheLastCompaction_StartsThere()
    {
        using var reader = _store.ReadHistory(LargeRollout.Id, HistoryStart.LastCompaction);

        Assert.True(reader.Read(out var line));
        Assert.True(line.Is(ItemType.Compacted));
        Assert.True(reader.Read(out line));
        Assert.Equal(LargeRollout.OrdinalOf(LargeRollout.CompactedTurn + 1), line.Ordinal);
    }

    [Fact]
    public void ListTurns_FirstLastAndAnyPage_AreRight()
    {
        var newest = _store.ListTurns(_turns);
        Assert.Equal(Enumerable.Range(1, 20).Select(static n => LargeRollout.TurnId(LargeRollout.Turns - n)), newest.Turns.Select(static turn => turn.Id));

        var oldest = _store.ListTurns(_turns with { Ascending = true, Items = TurnItems.Full });
        Assert.Equal(Enumerable.Range(0, 20).Select(LargeRollout.TurnId), oldest.Turns.Select(static turn => turn.Id));
        Assert.All(oldest.Turns, static turn => Assert.Equal(LargeRollout.ItemsPerTurn, turn.Items.Count));

        var cursor = oldest.NextCursor;
        for (var page = 1; page <= 50; page++)
        {
            var next = _store.ListTurns(_turns with { Ascending = true, Cursor = cursor });
            Assert.Equal(LargeRollout.TurnId(page * 20), next.Turns[0].Id);
            cursor = next.NextCursor;
        }
    }

    [Fact]
    public void ListItems_FirstLastAndOfATurn_AreRight()
    {
        var oldest = _store.ListItems(_items);
        Assert.Equal([.. Enumerable.Range(0, 50).Select(static n => LargeRollout.TurnId(n / LargeRollout.ItemsPerTurn))], oldest.Items.Select(static item => item.TurnId));
        Assert.Equal("i0", _store.ListItems(_items with { Cursor = oldest.NextCursor, PageSize = 11 }).Items[^1].Id);

        var newest = _store.ListItems(_items with { Descending = true });
        Assert.Equal(LargeRollout.TurnId(LargeRollout.Turns - 1), newest.Items[0].TurnId);
        Assert.Equal("i19", newest.Items[0].Id);

        var middle = _store.ListItems(_items with { TurnId = LargeRollout.TurnId(5000) });
        Assert.Equal(LargeRollout.ItemsPerTurn, middle.Items.Count);
    }

    [Fact]
    public void ATurn_AndAPosition_AreFoundInTheMiddle()
    {
        using var turn = _store.ReadTurn(LargeRollout.Id, LargeRollout.TurnId(5000));
        Assert.True(turn.Read(out var line));
        Assert.Equal(LargeRollout.OrdinalOf(5000), line.Ordinal);

        using var reader = _store.ReadHistoryFromOrdinal(LargeRollout.Id, LargeRollout.OrdinalOf(7000) + 3);
        Assert.True(reader.Read(out line));
        Assert.Equal(LargeRollout.OrdinalOf(7000) + 3, line.Ordinal);
    }

    private long Count(HistoryStart start)
    {
        using var reader = _store.ReadHistory(LargeRollout.Id, start);
        long lines = 0;
        while (reader.Read(out _))
        {
            lines++;
        }

        return lines;
    }
}
