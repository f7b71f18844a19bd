using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: the pages of a list, put together, are the threads that the query means, each once, in its order; a cursor goes on with the
/// query that it came from and with no other.
/// </summary>
/// <inheritdoc/>
public abstract class ListConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    private static readonly ThreadSortKey[] s_keys = [ThreadSortKey.CreatedAt, ThreadSortKey.UpdatedAt, ThreadSortKey.RecencyAt];

    [Fact]
    public async Task List_OfAnEmptyStore_IsOneEmptyPage()
    {
        var page = await Store.ListAsync(new ThreadListQuery());

        Assert.Empty(page.Threads);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task List_ByEachTimeInBothDirections_IsInThatOrder()
    {
        // Created, updated and recency in three different orders.
        var ids = await WriteInThreeOrdersAsync();
        var expected = new Dictionary<ThreadSortKey, int[]> { [ThreadSortKey.CreatedAt] = [2, 1, 0], [ThreadSortKey.UpdatedAt] = [0, 2, 1], [ThreadSortKey.RecencyAt] = [1, 2, 0] };
        foreach (var key in s_keys)
        {
            var order = expected[key].Select(index => ids[index]).ToList();
            Assert.Equal(order, await ListAsync(new ThreadListQuery { Sort = key }));
            Assert.Equal(order.AsEnumerable().Reverse(), await ListAsync(new ThreadListQuery { Sort = key, Ascending = true }));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task List_PageByPageOverEqualTimes_GivesEveryThreadOnceInTheOrderOfIds(int pageSize)
    {
        var ids = new List<ThreadId>();
        for (var i = 0; i < 7; i++)
        {
            // Three times, shared by several threads.
            Clock.AdvanceMs(i % 3 == 0 ? 100 : 0);
            ids.Add(await WriteAsync($"thread {i}"));
        }

        foreach (var key in s_keys)
        {
            var all = await ListAsync(new ThreadListQuery { Sort = key });
            Assert.Equal(ids.Order(), all.Order());
            var rows = (await Store.ListAsync(new ThreadListQuery { Sort = key })).Threads;
            Assert.Equal(rows.OrderByDescending(static row => row.UpdatedAtMs).ThenByDescending(static row => row.Id).Select(static row => row.Id), all);
            Assert.Equal(all, await WalkAsync(new ThreadListQuery { Sort = key, PageSize = pageSize }));
            Assert.Equal(all.AsEnumerable().Reverse(), await WalkAsync(new ThreadListQuery { Sort = key, PageSize = pageSize, Ascending = true }));
        }
    }

    [Fact]
    public async Task List_WhenThreadsComeBetweenTwoPages_GivesTheOthersOnce()
    {
        var ids = new List<ThreadId>();
        for (var i = 0; i < 4; i++)
        {
            Clock.AdvanceMs(100);
            ids.Add(await WriteAsync($"thread {i}"));
        }

        var query = new ThreadListQuery { PageSize = 2, Sort = ThreadSortKey.CreatedAt };
        var first = await Store.ListAsync(query);
        Clock.AdvanceMs(100);
        await WriteAsync("newer than all");
        var second = await Store.ListAsync(query with { Cursor = first.NextCursor, PageSize = 10 });

        Assert.Equal(ids.AsEnumerable().Reverse(), first.Threads.Concat(second.Threads).Select(static row => row.Id));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task List_ThreadsWithoutAPreview_AreHiddenUnlessAskedFor()
    {
        var shown = await WriteAsync("hello");
        await using var hidden = await CreateAsync();
        await hidden.PersistAsync();

        Assert.Equal([shown], await ListAsync(new ThreadListQuery()));
        Assert.Equal(new[] { shown, hidden.Id }.Order(), (await ListAsync(new ThreadListQuery { IncludeHidden = true })).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ThreadListQuery.MaxPageSize + 1)]
    public async Task List_PageSizeOutOfItsRange_IsRefused(int size) =>
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(new ThreadListQuery { PageSize = size }));

    [Fact]
    public async Task List_OfWhatIsNoKeyOrNoCollection_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(new ThreadListQuery { Sort = (ThreadSortKey)9 }));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(new ThreadListQuery { Archive = (ThreadArchiveFilter)9 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026-11-21T06:09:20.915Z|01a1fcb7-7132-7b11-bcb0-144749e5c184")]
    [InlineData("ünïcödé\n")]
    public async Task Conformance32_ACursorThatIsNone_IsRefused(string cursor) =>
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(new ThreadListQuery { Cursor = cursor }));

    [Fact]
    public async Task Conformance32_ACursorOfAnotherQuery_IsRefused()
    {
        await WriteAsync("one");
        await WriteAsync("two");
        var query = new ThreadListQuery { PageSize = 1 };
        var cursor = (await Store.ListAsync(query)).NextCursor;
        Assert.NotNull(cursor);
        ThreadListQuery[] others =
        [
            query with { Sort = ThreadSortKey.CreatedAt }, query with { Ascending = true }, query with { IncludeHidden = true }, query with { Archive = ThreadArchiveFilter.Any },
        ];
        foreach (var other in others)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(other with { Cursor = cursor }));
        }

        Assert.Single((await Store.ListAsync(query with { Cursor = cursor })).Threads);
        await ReopenAsync();
        Assert.Single((await Store.ListAsync(query with { Cursor = cursor })).Threads);
    }

    /// <summary>Three threads, made one after the other, that come in other orders by their newest line and by their newest turn.</summary>
    private async Task<List<ThreadId>> WriteInThreeOrdersAsync()
    {
        var ids = new List<ThreadId>();
        for (var i = 0; i < 3; i++)
        {
            Clock.AdvanceMs(1000);
            ids.Add(await WriteAsync($"thread {i}"));
        }

        foreach (var (index, payload) in new[] { (0, Payload.TurnStart()), (2, Payload.TurnStart()), (1, Payload.TurnStart()), (2, Payload.Tokens(1)), (0, Payload.Tokens(1)) })
        {
            Clock.AdvanceMs(1000);
            await using var thread = await Store.ResumeAsync(ids[index]);
            await thread.AppendAndFlushAsync(ItemType.EventMsg, payload);
        }

        return ids;
    }

    // Every page but the last is full, and no page is empty but that of an empty list.
    private async Task<List<ThreadId>> WalkAsync(ThreadListQuery query)
    {
        var all = new List<ThreadId>();
        ThreadPage page;
        do
        {
            page = await Store.ListAsync(query);
            all.AddRange(page.Threads.Select(static row => row.Id));
            Assert.True(page.NextCursor is null ? page.Threads.Count > 0 : page.Threads.Count == query.PageSize);
            query = query with { Cursor = page.NextCursor };
        }
        while (page.NextCursor is not null);
        return all;
    }
}
