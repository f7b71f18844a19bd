using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: the pages of turns and of items, put together, are what the log says, each once, in its order, whichever way they are gone.
/// </summary>
/// <inheritdoc/>
public abstract class TurnConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Conformance31_Turns_HaveTheirStatusTimesAndItems(HistoryMode mode)
    {
        var id = await WriteTurnsAsync(mode);
        if (await IsRefusedAsync(id))
        {
            return;
        }

        var turns = (await Store.ListTurnsAsync(new TurnListQuery { Thread = id, Ascending = true, Items = TurnItems.Full })).Turns;
        Assert.Equal([("t1", TurnStatus.Completed), ("t2", TurnStatus.Interrupted), ("t3", TurnStatus.Failed)], turns.Select(static turn => (turn.Id, turn.Status)));
        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(100), DateTimeOffset.FromUnixTimeSeconds(102), TimeSpan.FromMilliseconds(2000)), (turns[0].StartedAt, turns[0].CompletedAt, turns[0].Duration));
        Assert.Equal(["userMessage", "agentMessage", "agentMessage"], turns[0].Items.Select(static item => item.Type));
        Assert.All(turns[0].Items, static item => Assert.Equal("t1", item.TurnId));

        var summary = (await Store.ListTurnsAsync(new TurnListQuery { Thread = id, Ascending = true })).Turns[0].Items;
        Assert.Equal([turns[0].Items[0].Id, turns[0].Items[2].Id], summary.Select(static item => item.Id));
        Assert.All((await Store.ListTurnsAsync(new TurnListQuery { Thread = id, Items = TurnItems.None })).Turns, static turn => Assert.Empty(turn.Items));
    }

    [Fact]
    public async Task Turn_ThatHasNotEnded_IsInProgressWhileSomebodyWrites()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.TurnStart("open"));
        if (await IsRefusedAsync(thread.Id))
        {
            return;
        }

        Assert.Equal(TurnStatus.InProgress, (await Store.ListTurnsAsync(new TurnListQuery { Thread = thread.Id })).Turns[0].Status);
        await thread.ShutdownAsync();
        Assert.Equal(TurnStatus.Interrupted, (await Store.ListTurnsAsync(new TurnListQuery { Thread = thread.Id })).Turns[0].Status);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Items_AreThoseOfTheLog_OfOneTurnWhenAskedFor(HistoryMode mode)
    {
        var id = await WriteTurnsAsync(mode);
        if (await IsRefusedAsync(id))
        {
            return;
        }

        var items = (await Store.ListItemsAsync(new ItemListQuery { Thread = id })).Items;
        Assert.Equal(["t1", "t1", "t1", "t2", "t3"], items.Select(static item => item.TurnId));
        Assert.Equal(items.Select(static item => item.Offset).Order(), items.Select(static item => item.Offset));
        Assert.All(items, item => Assert.Equal((id, item.Type, item.Id), (item.Log, Shown(item, "type"), Shown(item, "id"))));
        Assert.Equal(["working", "done"], items.Where(static item => item.Type is "agentMessage").Select(static item => Shown(item, "text")));
        Assert.Equal(items.Where(static item => item.TurnId == "t1").Select(static item => item.Id), (await Store.ListItemsAsync(new ItemListQuery { Thread = id, TurnId = "t1" })).Items.Select(static item => item.Id));
        Assert.Empty((await Store.ListItemsAsync(new ItemListQuery { Thread = id, TurnId = "no such turn" })).Items);
        Assert.Equal(items.Select(static item => item.Id).Reverse(), (await Store.ListItemsAsync(new ItemListQuery { Thread = id, Descending = true })).Items.Select(static item => item.Id));
    }

    [Fact]
    public async Task Item_ThatComesAgain_IsOneItemAtItsFirstPlace()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.TurnStart("t1"));
        foreach (var (item, text) in new[] { ("a", "one"), ("b", "two"), ("a", "three") })
        {
            await thread.AppendAsync(ItemType.EventMsg, Payload.AgentItem("t1", item, text));
        }

        await thread.FlushAsync();
        if (await IsRefusedAsync(thread.Id))
        {
            return;
        }

        var items = (await Store.ListItemsAsync(new ItemListQuery { Thread = thread.Id })).Items;
        Assert.Equal(["a", "b"], items.Select(static item => item.Id));
        Assert.Contains("three", System.Text.Encoding.UTF8.GetString(items[0].Json.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Pages_InEitherOrder_GiveEachTurnAndEachItemOnce_AndTheWayBack(int pageSize)
    {
        var id = await WriteTurnsAsync(HistoryMode.Paginated);
        if (await IsRefusedAsync(id))
        {
            return;
        }

        foreach (var isAscending in new[] { true, false })
        {
            var query = new TurnListQuery { Thread = id, Ascending = isAscending, PageSize = pageSize };
            var ids = new List<string>();
            TurnPage page;
            do
            {
                page = await Store.ListTurnsAsync(query);
                ids.AddRange(page.Turns.Select(static turn => turn.Id));
                query = query with { Cursor = page.NextCursor };
            }
            while (page.NextCursor is not null);
            Assert.Equal(isAscending ? ["t1", "t2", "t3"] : ["t3", "t2", "t1"], ids);

            // The other way round from the last page's first turn, and with it.
            var back = await Store.ListTurnsAsync(query with { Ascending = !isAscending, PageSize = 10, Cursor = page.BackwardsCursor });
            Assert.Equal(ids[..(ids.IndexOf(page.Turns[0].Id) + 1)].AsEnumerable().Reverse(), back.Turns.Select(static turn => turn.Id));
        }

        var items = new ItemListQuery { Thread = id, PageSize = pageSize };
        var count = 0;
        do
        {
            var page = await Store.ListItemsAsync(items);
            count += page.Items.Count;
            items = items with { Cursor = page.NextCursor };
        }
        while (items.Cursor is not null);
        Assert.Equal(5, count);
    }

    [Fact]
    public async Task Queries_ThatAreNotAllowed_AreRefused()
    {
        var (id, other) = (await WriteTurnsAsync(HistoryMode.Paginated), await WriteTurnsAsync(HistoryMode.Paginated));
        if (await IsRefusedAsync(id))
        {
            return;
        }

        var cursor = (await Store.ListTurnsAsync(new TurnListQuery { Thread = id, PageSize = 1 })).NextCursor;
        Assert.NotNull(cursor);
        TurnListQuery[] turns =
        [
            new() { Thread = id, PageSize = 0 }, new() { Thread = id, PageSize = TurnListQuery.MaxPageSize + 1 }, new() { Thread = id, Cursor = "garbage" }, new() { Thread = id, Cursor = "" },
            new() { Thread = other, Cursor = cursor },
        ];
        ItemListQuery[] items = [new() { Thread = id, PageSize = 0 }, new() { Thread = id, Cursor = "garbage" }, new() { Thread = id, Cursor = cursor }];
        foreach (var query in turns)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListTurnsAsync(query));
        }

        foreach (var query in items)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListItemsAsync(query));
        }

        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ListTurnsAsync(new TurnListQuery { Thread = ThreadId.New(Clock) }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ListItemsAsync(new ItemListQuery { Thread = ThreadId.New(Clock) }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListTurnsAsync(new TurnListQuery { Thread = id }, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Turns_OfAFork_AreItsParentsAndThenItsOwn()
    {
        var parent = await WriteTurnsAsync(HistoryMode.Paginated);
        if (Backend.Unsupported.HasFlag(StoreFacets.Fork) || await IsRefusedAsync(parent))
        {
            return;
        }

        await using var fork = await Store.ForkAsync(parent, new ForkThreadParams { LastTurnId = "t1" });
        await fork.AppendAsync(ItemType.EventMsg, Payload.TurnStart("own"));
        await fork.AppendAndFlushAsync(ItemType.EventMsg, Payload.AgentItem("own", "a", "mine"));

        Assert.Equal(["own", "t1"], (await Store.ListTurnsAsync(new TurnListQuery { Thread = fork.Id })).Turns.Select(static turn => turn.Id));
        Assert.Equal([parent, parent, parent, fork.Id], (await Store.ListItemsAsync(new ItemListQuery { Thread = fork.Id })).Items.Select(static item => item.Log));
    }

    // One turn that is completed, one that is interrupted, one that fails.
    private async Task<ThreadId> WriteTurnsAsync(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"task_started","turn_id":"t1","started_at":100}"""));
        await SayAsync("t1", "hello", "working", "done");
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"task_complete","turn_id":"t1","started_at":100,"completed_at":102,"duration_ms":2000}"""));
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"task_started","turn_id":"t2","started_at":110}"""));
        await SayAsync("t2", "stop");
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"turn_aborted","turn_id":"t2","reason":"interrupted","started_at":110,"completed_at":111,"duration_ms":1000}"""));
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"task_started","turn_id":"t3","started_at":120}"""));
        await SayAsync("t3", "fail");
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"task_complete","turn_id":"t3","completed_at":121,"error":{"message":"no"}}"""));
        await thread.FlushAsync();
        return thread.Id;

        async Task SayAsync(string turn, string user, params string[] answers)
        {
            await thread.AppendAsync(ItemType.EventMsg, mode is HistoryMode.Legacy ? Payload.LegacyUser(user) : Payload.UserItem(turn, $"{turn}-u", user));
            foreach (var answer in answers)
            {
                await thread.AppendAsync(ItemType.EventMsg, mode is HistoryMode.Legacy ? Payload.LegacyAgent(answer) : Payload.AgentItem(turn, $"{turn}-{answer}", answer));
            }
        }
    }

    private static string Shown(ThreadItem item, string key)
    {
        using var json = JsonDocument.Parse(item.Json);
        return json.RootElement.GetProperty(key).GetString()!;
    }

    private Task<bool> IsRefusedAsync(ThreadId id) => IsRefusedAsync(StoreFacets.Turns, async () => await Store.ListTurnsAsync(new TurnListQuery { Thread = id }));
}
