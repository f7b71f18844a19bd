using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: a filter that is not given lets all threads pass, one that names nothing lets none, several let those pass that meet all of
/// them; pages go both ways over what passes.
/// </summary>
/// <inheritdoc/>
public abstract class ListFilterConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Filters_ByWhereAThreadComesFrom_NameTheirValues_AndNoneNamesNothing()
    {
        var one = await WriteAsync("one", new CreateThreadParams { Cwd = "/a", Source = "cli", Originator = "x", ModelProvider = "p" });
        var two = await WriteAsync("two", new CreateThreadParams { Cwd = "/b", Source = "exec", Originator = "y", ModelProvider = "q" });
        var three = await WriteAsync("three", new CreateThreadParams { Cwd = "/a/b", Source = "exec", Originator = "X" });

        await AssertListAsync(new() { Cwds = ["/a"] }, one);
        await AssertListAsync(new() { Cwds = ["/a/b", "/b", "/nowhere"] }, two, three);
        await AssertListAsync(new() { Sources = ["exec"] }, two, three);
        await AssertListAsync(new() { Originators = ["x"] }, one);
        await AssertListAsync(new() { ModelProviders = ["p", "q"] }, one, two);
        await AssertListAsync(new() { Sources = ["exec"], Cwds = ["/b", "/a"] }, two);
        await AssertListAsync(new() { Excluded = [two] }, one, three);
        await AssertListAsync(new(), one, two, three);
        await AssertListAsync(new() { Cwds = [] });
        await AssertListAsync(new() { Sources = [] });
        await AssertListAsync(new() { Originators = [] });
        await AssertListAsync(new() { ModelProviders = [] });
    }

    [Fact]
    public async Task Conformance32_TitleSearch_LooksInTitleAndName_AndMindsCaseWhenAskedTo()
    {
        var titled = await WriteAsync("Fix the Build Ärger");
        var named = await WriteAsync("something else");
        await Store.UpdateMetadataAsync(named, new ThreadMetadataPatch { Name = "the build" });
        await WriteAsync("100% \\ _ nothing");

        await AssertListAsync(new() { TitleContains = "build" }, titled, named);
        await AssertListAsync(new() { TitleContains = "build", MatchCase = true }, named);
        await AssertListAsync(new() { TitleContains = "ärGER" }, titled);
        await AssertListAsync(new() { TitleContains = "build", Cwds = ["/nowhere"] });
        await AssertListAsync(new() { TitleContains = "%b" });

        await Store.UpdateMetadataAsync(named, new ThreadMetadataPatch { Name = MetadataField.Clear });
        await AssertListAsync(new() { TitleContains = "build" }, titled);
    }

    [Fact]
    public async Task Conformance31_Children_AreThoseThatAThreadStartedItself_Descendants_AllBelowIt()
    {
        var root = await WriteAsync("root");
        var child = await WriteAsync("child", new CreateThreadParams { Cwd = "/work", Parent = root });
        var other = await WriteAsync("other child", new CreateThreadParams { Cwd = "/work", Parent = root });
        var grandchild = await WriteAsync("grandchild", new CreateThreadParams { Cwd = "/work", Parent = child });
        await WriteAsync("stranger");

        await AssertListAsync(new() { Relation = ThreadRelation.ChildrenOf(root) }, child, other);
        await AssertListAsync(new() { Relation = ThreadRelation.DescendantsOf(root) }, child, other, grandchild);
        await AssertListAsync(new() { Relation = ThreadRelation.DescendantsOf(child) }, grandchild);
        await AssertListAsync(new() { Relation = ThreadRelation.DescendantsOf(grandchild) });
    }

    [Fact]
    public async Task Descendants_OfThreadsThatStartedEachOther_AreFoundOnce()
    {
        var (one, two) = (ThreadId.New(Clock), ThreadId.New(Clock));
        await WriteAsync("one", new CreateThreadParams { Id = one, Cwd = "/work", Parent = two });
        await WriteAsync("two", new CreateThreadParams { Id = two, Cwd = "/work", Parent = one });

        await AssertListAsync(new() { Relation = ThreadRelation.DescendantsOf(one) }, two);
    }

    [Fact]
    public async Task Labels_OfAQuery_AreAllMet()
    {
        var one = await WriteAsync("one");
        var change = new ThreadMetadataPatch { Labels = new Dictionary<string, string?> { ["team"] = "core", ["state"] = "open" } };
        if (await IsRefusedAsync(StoreFacets.Labels, () => Store.UpdateMetadataAsync(one, change)))
        {
            return;
        }

        var two = await WriteAsync("two");
        await Store.UpdateMetadataAsync(one, change);
        await Store.UpdateMetadataAsync(two, new ThreadMetadataPatch { Labels = new Dictionary<string, string?> { ["team"] = "core", ["state"] = "closed" } });

        await AssertListAsync(new() { Labels = new Dictionary<string, string> { ["team"] = "core" } }, one, two);
        await AssertListAsync(new() { Labels = new Dictionary<string, string> { ["team"] = "core", ["state"] = "open" } }, one);
        await AssertListAsync(new() { Labels = new Dictionary<string, string> { ["team"] = "CORE" } });
        await AssertListAsync(new() { Labels = new Dictionary<string, string>() }, one, two);
    }

    [Fact]
    public async Task Excluded_MoreThanAreAllowed_AreRefused() =>
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(
            new ThreadListQuery { Excluded = [.. Enumerable.Range(0, ThreadListQuery.MaxExcluded + 1).Select(_ => ThreadId.New(Clock))] }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Pages_BackToTheFirst_AreTheSameInTheSameOrder(int pageSize)
    {
        for (var i = 0; i < 7; i++)
        {
            Clock.AdvanceMs(i % 2 == 0 ? 100 : 0);
            await WriteAsync($"thread {i}");
        }

        foreach (var query in new ThreadListQuery[] { new(), new() { Ascending = true, Sort = ThreadSortKey.CreatedAt }, new() { Sources = ["cli"], TitleContains = "thread" } })
        {
            var forward = new List<List<ThreadId>>();
            var page = await Store.ListAsync(query with { PageSize = pageSize });
            Assert.Null(page.PreviousCursor);
            forward.Add(Ids(page));
            while (page.NextCursor is { } next)
            {
                page = await Store.ListAsync(query with { PageSize = pageSize, Cursor = next });
                forward.Add(Ids(page));
            }

            Assert.Equal(7, forward.Sum(static ids => ids.Count));
            for (var number = forward.Count - 2; number >= 0; number--)
            {
                page = await Store.ListAsync(query with { PageSize = pageSize, Cursor = page.PreviousCursor });
                Assert.Equal(forward[number], Ids(page));
                Assert.NotNull(page.NextCursor);
            }

            Assert.Null(page.PreviousCursor);
        }
    }

    [Fact]
    public async Task Conformance32_ACursorOfAnotherFilter_IsRefused()
    {
        await WriteAsync("one");
        await WriteAsync("two");
        var query = new ThreadListQuery { PageSize = 1, Sources = ["cli"] };
        var cursor = (await Store.ListAsync(query)).NextCursor;
        Assert.NotNull(cursor);
        ThreadListQuery[] others =
        [
            query with { Sources = null }, query with { Sources = ["cli", "exec"] }, query with { Cwds = ["/work"] }, query with { Originators = ["threadstore"] },
            query with { ModelProviders = ["p"] }, query with { TitleContains = "o" }, query with { Excluded = [ThreadId.New(Clock)] },
            query with { Relation = ThreadRelation.ChildrenOf(ThreadId.New(Clock)) }, query with { Labels = new Dictionary<string, string>() },
        ];
        foreach (var other in others)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ListAsync(other with { Cursor = cursor }));
        }

        Assert.Single((await Store.ListAsync(query with { Cursor = cursor })).Threads);
    }

    [Fact]
    public async Task List_WithAMinimumPosition_HasSeenIt()
    {
        await using var thread = await CreateAsync();
        var position = await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        Assert.Equal([thread.Id], await ListAsync(new ThreadListQuery { MinimumPosition = position }));

        var beyond = position with { Offset = position.Offset + 1 };
        await Assert.ThrowsAsync<InvalidRequestException>(() => ListAsync(new ThreadListQuery { MinimumPosition = beyond }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => ListAsync(new ThreadListQuery { MinimumPosition = new Position(ThreadId.New(Clock), 1) }));
    }

    private static List<ThreadId> Ids(ThreadPage page) => [.. page.Threads.Select(static row => row.Id)];

    // By pages of one, so that a filter is met on the way, too.
    private async Task AssertListAsync(ThreadListQuery query, params ThreadId[] expected)
    {
        Assert.Equal(expected.Order(), (await ListAsync(query)).Order());
        var walked = new List<ThreadId>();
        query = query with { PageSize = 1 };
        do
        {
            var page = await Store.ListAsync(query);
            walked.AddRange(Ids(page));
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);
        Assert.Equal(expected.Order(), walked.Order());
    }
}
