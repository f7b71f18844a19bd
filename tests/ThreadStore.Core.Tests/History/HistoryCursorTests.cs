using System;
using System.Linq;
using Xunit;

namespace ThreadStore.History;

public sealed class HistoryCursorTests : IDisposable
{
    private static readonly ThreadId s_id = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_other = ThreadId.Parse("01a1fcb9-3760-7640-9030-fb07e88b57eb");

    private readonly HistoryHome _home = new();
    private readonly TurnListQuery _turns = new() { Thread = s_id, PageSize = 2 };
    private readonly ItemListQuery _items = new() { Thread = s_id, PageSize = 2 };

    public HistoryCursorTests()
    {
        foreach (var id in new[] { s_id, s_other })
        {
            _home.Put([
                TurnLog.Meta(id),
                .. Enumerable.Range(1, 6).SelectMany(static n => new[] { TurnLog.Started(n * 4, $"t{n}"), TurnLog.User((n * 4) + 1, $"t{n}", "u", $"q{n}"), TurnLog.Completed((n * 4) + 2, $"t{n}") }),
            ]);
        }
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void BackwardsCursor_OfAPage_BeginsWithThePagesFirstTurnTheOtherWay()
    {
        var second = _home.Turns(_turns with { Cursor = _home.Turns(_turns).NextCursor });
        var back = _home.Turns(_turns with { Ascending = true, Cursor = second.BackwardsCursor });

        Assert.Equal(["t4", "t3"], second.Turns.Select(static turn => turn.Id));
        Assert.Equal(["t4", "t5"], back.Turns.Select(static turn => turn.Id));
    }

    [Fact]
    public void BackwardsCursor_OfItems_BeginsWithThePagesFirstItemTheOtherWay()
    {
        var second = _home.Items(_items with { Cursor = _home.Items(_items).NextCursor });
        var back = _home.Items(_items with { Descending = true, Cursor = second.BackwardsCursor });

        Assert.Equal(["t3", "t4"], second.Items.Select(static item => item.TurnId));
        Assert.Equal(["t3", "t2"], back.Items.Select(static item => item.TurnId));
    }

    [Fact]
    public void Cursors_OfTheLastAndOfAnEmptyPage_AreNull()
    {
        Assert.Null(_home.Turns(_turns with { PageSize = 6 }).NextCursor);
        Assert.NotNull(_home.Turns(_turns with { PageSize = 6 }).BackwardsCursor);
        var empty = _home.Items(_items with { TurnId = "nobody's" });
        Assert.Empty(empty.Items);
        Assert.Null(empty.NextCursor);
        Assert.Null(empty.BackwardsCursor);
    }

    [Fact]
    public void Cursor_OfAnotherThreadListOrderOrTurn_IsRefused()
    {
        var turns = _home.Turns(_turns).NextCursor!;
        var items = _home.Items(_items).NextCursor!;

        Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Thread = s_other, Cursor = turns }));
        Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Ascending = true, Cursor = turns }));
        Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Cursor = items }));
        Assert.Throws<InvalidRequestException>(() => _home.Items(_items with { Cursor = turns }));
        Assert.Throws<InvalidRequestException>(() => _home.Items(_items with { Descending = true, Cursor = items }));
        Assert.Throws<InvalidRequestException>(() => _home.Items(_items with { TurnId = "t1", Cursor = items }));
        Assert.Equal(["t4", "t3"], _home.Turns(_turns with { Cursor = turns, Items = TurnItems.Full }).Turns.Select(static turn => turn.Id));
    }

    [Fact]
    public void Cursor_WithAnyLetterChangedOrMissing_IsRefused()
    {
        var cursor = _home.Turns(_turns).NextCursor!;
        for (var at = 0; at < cursor.Length - 1; at++)
        {
            var changed = cursor[..at] + (cursor[at] == 'A' ? 'B' : 'A') + cursor[(at + 1)..];
            Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Cursor = changed }));
            Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Cursor = cursor[..at] }));
        }

        Assert.Contains("invalid cursor: ☃", Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Cursor = "☃" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cursor_BehindTheEndOfALogThatShrank_IsRefused()
    {
        var cursor = _home.Turns(_turns).NextCursor!;
        _home.Put([TurnLog.Meta(s_id)]);

        Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { Cursor = cursor }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void PageSize_OutOfItsRange_IsRefused(int size)
    {
        Assert.Throws<InvalidRequestException>(() => _home.Turns(_turns with { PageSize = size }));
        Assert.Throws<InvalidRequestException>(() => _home.Items(_items with { PageSize = size }));
    }

    [Fact]
    public void Status_OfTheNewestTurnWithoutAnEnd_SaysWhetherSomebodyWrites()
    {
        _home.Put([TurnLog.Meta(s_id), TurnLog.Started(1, "t1"), TurnLog.Started(2, "t2")]);

        Assert.Equal([TurnStatus.InProgress, TurnStatus.Interrupted], _home.Turns(_turns, isWritten: true).Turns.Select(static turn => turn.Status));
        Assert.Equal([TurnStatus.Interrupted, TurnStatus.Interrupted], _home.Turns(_turns).Turns.Select(static turn => turn.Status));
    }
}
