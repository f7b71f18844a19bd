using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: a fork's history is its parent's up to the point of the fork and then its own; neither's appends are seen by the other, and the
/// parent is not changed.
/// </summary>
/// <inheritdoc/>
public abstract class ForkConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_GoesOnFromTheParentsEnd_AndShowsItsPreview(HistoryMode mode)
    {
        var parent = await WriteTurnsAsync(mode);
        if (await IsRefusedAsync(parent))
        {
            return;
        }

        var before = await Store.ReadAsync(parent);
        Clock.AdvanceMs(1000);
        await using var fork = await Store.ForkAsync(parent);
        Assert.Equal(mode, fork.HistoryMode);
        await fork.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("own", mode));

        var row = await Store.ReadAsync(fork.Id);
        Assert.Equal((parent.ToString(), "first", Clock.GetUtcNow()), (row.ForkedFromId, row.Preview, row.CreatedAt));
        Assert.Equal(["first", "second", "own"], await MessagesAsync(fork.Id));
        Assert.Equal(["first", "second"], await MessagesAsync(parent));
        Assert.Equal(before, await Store.ReadAsync(parent));
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_AfterATurn_LeavesOutWhatComesAfterIt(HistoryMode mode)
    {
        var parent = await WriteTurnsAsync(mode);
        if (await IsRefusedAsync(parent))
        {
            return;
        }

        await using var fork = await Store.ForkAsync(parent, new ForkThreadParams { LastTurnId = "turn-1" });
        await fork.FlushAsync();
        Assert.Equal(["first"], await MessagesAsync(fork.Id));
        Assert.Equal("first", (await Store.ReadAsync(fork.Id)).Preview);
    }

    [Fact]
    public async Task Fork_AtAPosition_EndsThere_AndNumbersGoOn()
    {
        var parent = await CreateAsync();
        if (await IsRefusedAsync(parent.Id))
        {
            return;
        }

        var at = await parent.AppendAsync(ItemType.EventMsg, Payload.User("first"));
        await parent.AppendAsync(ItemType.EventMsg, Payload.User("second"));
        await using var fork = await Store.ForkAsync(parent.Id, new ForkThreadParams { At = at });
        await fork.AppendAsync(ItemType.EventMsg, Payload.User("own"));
        await parent.AppendAsync(ItemType.EventMsg, Payload.User("third"));

        Assert.Equal(["first", "own"], await MessagesAsync(fork.Id));
        Assert.Equal(["first", "second", "third"], await MessagesAsync(parent.Id));
        Assert.Equal(Enumerable.Range(0, 4).Select(static ordinal => (long?)ordinal), (await LinesAsync(fork.Id)).Select(static line => line.Ordinal));
        Assert.Equal([parent.Id, parent.Id, fork.Id, fork.Id], (await LinesAsync(fork.Id)).Select(static line => line.Log));
        await parent.DisposeAsync();
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_OfAForkOfAnArchivedThread_ReadsAllTheWay_AfterARestartToo(HistoryMode mode)
    {
        var root = await WriteTurnsAsync(mode);
        if (await IsRefusedAsync(root))
        {
            return;
        }

        if (!Backend.Unsupported.HasFlag(StoreFacets.Archive))
        {
            await Store.ArchiveAsync(root);
        }

        var child = await Store.ForkAsync(root);
        await child.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("child", mode));
        await using (var grandchild = await Store.ForkAsync(child.Id, new ForkThreadParams { Cwd = "/elsewhere", Originator = "forker" }))
        {
            await grandchild.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("grandchild", mode));
            child = grandchild;
        }

        await ReopenAsync();
        Assert.Equal(["first", "second", "child", "grandchild"], await MessagesAsync(child.Id));
        Assert.Equal(["first", "second", "child", "grandchild"], (await MessagesAsync(child.Id, HistoryStart.End)).AsEnumerable().Reverse());
        var row = await Store.ReadAsync(child.Id);
        Assert.Equal(("first", "/elsewhere", "forker", false), (row.Preview, row.Cwd, row.Originator, row.Archived));
    }

    [Fact]
    public async Task Fork_IsThereAtOnce_WithItsId_AndTwiceIsAConflict()
    {
        var parent = await WriteTurnsAsync(HistoryMode.Paginated);
        if (await IsRefusedAsync(parent))
        {
            return;
        }

        var id = ThreadId.New(Clock);
        await using (var fork = await Store.ForkAsync(parent, new ForkThreadParams { Id = id }))
        {
            Assert.Equal(id, fork.Id);
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ForkAsync(parent, new ForkThreadParams { Id = id }));
        }

        Assert.Equal(["first", "second"], await MessagesAsync(id));
        Assert.Contains(id, await ListAsync(new ThreadListQuery()));
        await Assert.ThrowsAsync<ConflictException>(async () => await Store.ForkAsync(parent, new ForkThreadParams { Id = id }));
    }

    [Fact]
    public async Task Fork_FromWhereNothingIs_IsRefusedAndLeavesNothing()
    {
        var parent = await WriteTurnsAsync(HistoryMode.Paginated);
        if (await IsRefusedAsync(parent))
        {
            return;
        }

        var id = ThreadId.New(Clock);
        await using var live = await Store.ResumeAsync(parent);
        await live.AppendAsync(ItemType.EventMsg, Payload.TurnStart("turn-3"));
        ForkThreadParams[] points =
        [
            new() { Id = id, LastTurnId = "no such turn" }, new() { Id = id, LastTurnId = "turn-3" }, new() { Id = id, At = new Position(ThreadId.New(Clock), 1) },
            new() { Id = id, At = live.End with { Offset = live.End.Offset + 1 } }, new() { Id = id, At = live.End with { Offset = 0 } },
            new() { Id = id, At = live.End, LastTurnId = "turn-1" }, new() { Id = id, Cwd = "relative" },
        ];
        foreach (var point in points)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ForkAsync(parent, point));
        }

        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ForkAsync(ThreadId.New(Clock), new ForkThreadParams { Id = id }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ForkAsync(parent, new ForkThreadParams { Id = id }, new CancellationToken(canceled: true)));
        await AssertUnknownAsync(id);
    }

    private async Task<ThreadId> WriteTurnsAsync(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        foreach (var (turn, text) in new[] { ("turn-1", "first"), ("turn-2", "second") })
        {
            await thread.AppendAsync(ItemType.EventMsg, Payload.TurnStart(turn));
            await thread.AppendAsync(ItemType.EventMsg, Payload.User(text, mode));
            await thread.AppendAsync(ItemType.EventMsg, Payload.TurnEnd(turn));
        }

        await thread.FlushAsync();
        return thread.Id;
    }

    // What users said, in the order of the history.
    private async Task<List<string>> MessagesAsync(ThreadId id, HistoryStart start = HistoryStart.Beginning) =>
    [
        .. (await LinesAsync(id, start)).Select(static line => Encoding.UTF8.GetString(line.Payload.Span))
            .Where(static payload => payload.Contains("UserMessage", StringComparison.Ordinal) || payload.Contains("user_message", StringComparison.Ordinal))
            .Select(static payload => payload.Split(payload.Contains("\"text\":\"", StringComparison.Ordinal) ? "\"text\":\"" : "\"message\":\"")[1].Split('"')[0]),
    ];

    private Task<bool> IsRefusedAsync(ThreadId id) => IsRefusedAsync(StoreFacets.Fork, async () => await Store.ForkAsync(id));
}
