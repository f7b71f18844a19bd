using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: a thread is there from the first thing that is persisted on, has one writer at most, and ends with its handle; what was
/// accepted stays, and what was never persisted leaves nothing.
/// </summary>
/// <inheritdoc/>
public abstract class LifecycleConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Conformance15_CreateAppendPersistFlushShutdown_ThenTheHandleIsDead()
    {
        var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        await thread.PersistAsync();
        await thread.FlushAsync();
        await thread.ShutdownAsync();

        await AssertDeadAsync(thread);
        Assert.Equal(["session_meta", "event_msg"], (await LinesAsync(thread.Id)).Select(static line => line.TypeName));
        Assert.Equal("hello", (await Store.ReadAsync(thread.Id)).Title);
    }

    [Fact]
    public async Task Create_AsLongAsNothingIsPersisted_NobodyKnowsTheThread()
    {
        await using var thread = await CreateAsync();
        await thread.FlushAsync();

        Assert.Equal(new Position(thread.Id, 0), thread.End);
        Assert.Empty(await ListAsync(new ThreadListQuery { IncludeHidden = true, Archive = ThreadArchiveFilter.Any }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ReadAsync(thread.Id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => LinesAsync(thread.Id));
    }

    [Fact]
    public async Task Persist_OfAThreadThatHasNothing_MakesItOneWithItsFirstLine()
    {
        await using var thread = await CreateAsync(cwd: "/somewhere");
        await thread.PersistAsync();

        Assert.Equal("/somewhere", (await Store.ReadAsync(thread.Id)).Cwd);
        Assert.Equal("session_meta", Assert.Single(await LinesAsync(thread.Id)).TypeName);
        Assert.True(thread.End.Offset > 0);

        await thread.PersistAsync();
        Assert.Single(await LinesAsync(thread.Id));
    }

    [Fact]
    public async Task Conformance19_ShutdownOfAThreadThatHasNothing_LeavesNothing()
    {
        var thread = await CreateAsync();
        await thread.ShutdownAsync();
        await AssertUnknownAsync(thread.Id);

        await ReopenAsync();
        await AssertUnknownAsync(thread.Id);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated, "paginated")]
    [InlineData(HistoryMode.Legacy, "legacy")]
    public async Task Conformance20_MemoryModeBeforeTheFirstItem_MakesTheRowWithBothModes(HistoryMode mode, string name)
    {
        await using var thread = await CreateAsync(mode);
        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { MemoryMode = "disabled" });

        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal((name, "disabled"), (row.HistoryMode, row.MemoryMode));
        Assert.Equal(mode, thread.HistoryMode);
    }

    [Fact]
    public async Task Conformance21_ShutdownWithABufferedItemThatNoUserSaid_MakesTheRow()
    {
        var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.ResponseItem, Payload.Answer, Durability.Buffered);
        await thread.ShutdownAsync();

        Assert.Null((await Store.ReadAsync(thread.Id)).Preview);
        Assert.Equal(["session_meta", "response_item"], (await LinesAsync(thread.Id)).Select(static line => line.TypeName));
        Assert.Empty(await ListAsync(new ThreadListQuery()));
        Assert.Equal([thread.Id], await ListAsync(new ThreadListQuery { IncludeHidden = true }));
    }

    [Fact]
    public async Task Conformance24_Create_WithoutAnAbsoluteCwd_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.CreateAsync(new CreateThreadParams()));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.CreateAsync(new CreateThreadParams { Cwd = "relative" }));
    }

    [Fact]
    public async Task Conformance24_CreateAndResume_OfAThreadThatIsLiveHere_AreRefused()
    {
        await using var thread = await CreateAsync();
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.CreateAsync(new CreateThreadParams { Id = thread.Id, Cwd = "/work" }));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ResumeAsync(thread.Id));

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("hello"));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ResumeAsync(thread.Id));
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(1));
    }

    [Fact]
    public async Task Create_WithAnIdThatExists_IsAConflictAndChangesNothing()
    {
        var id = await WriteAsync("hello");
        var before = await Store.ReadAsync(id);

        await Assert.ThrowsAsync<ConflictException>(async () => await Store.CreateAsync(new CreateThreadParams { Id = id, Cwd = "/other" }));

        Assert.Equal(before, await Store.ReadAsync(id));
        await using var thread = await Store.ResumeAsync(id);
    }

    [Fact]
    public async Task Conformance25_Discard_LeavesNothingUnpersisted_IsIdempotent_AndKillsTheHandle()
    {
        var thread = await CreateAsync();
        Assert.Equal(0, await thread.DiscardAsync());
        Assert.Equal(0, await thread.DiscardAsync());
        await thread.ShutdownAsync();

        await AssertDeadAsync(thread);
        await AssertUnknownAsync(thread.Id);
    }

    [Fact]
    public async Task Conformance26_Discard_KeepsWhatIsWritten_AndTheThreadGoesOn()
    {
        var thread = await CreateAsync();
        var end = await thread.AppendAsync(ItemType.EventMsg, Payload.User("before"), Durability.Written);
        await thread.DiscardAsync();
        await AssertDeadAsync(thread);

        await using var again = await Store.ResumeAsync(thread.Id);
        Assert.Equal(end, again.End);
        await again.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("after"));
        Assert.Equal([Payload.User("before"), Payload.User("after")], (await LinesAsync(thread.Id)).Skip(1).Select(static line => line.Payload.ToArray()));
        Assert.Equal("before", (await Store.ReadAsync(thread.Id)).Title);
    }

    [Fact]
    public async Task Shutdown_Twice_IsOnce()
    {
        var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        await thread.ShutdownAsync();
        await thread.ShutdownAsync();
        await thread.DisposeAsync();

        Assert.Equal(2, (await LinesAsync(thread.Id)).Count);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Resume_ByItself_ChangesNothing_AndAppendsGoOnAtTheEnd(HistoryMode mode)
    {
        var id = await WriteAsync("hello", new CreateThreadParams { Cwd = "/work", HistoryMode = mode });
        var before = await Store.ReadAsync(id);
        var lines = await LinesAsync(id);

        Clock.AdvanceMs(60_000);
        await using (var idle = await Store.ResumeAsync(id))
        {
            Assert.Equal((id, mode), (idle.Id, idle.HistoryMode));
            await idle.FlushAsync();
        }

        Assert.Equal(before, await Store.ReadAsync(id));
        Assert.Equal(lines.Count, (await LinesAsync(id)).Count);

        await using var thread = await Store.ResumeAsync(id);
        var end = thread.End;
        Assert.True((await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(1))).Offset > end.Offset);
        Assert.Equal(lines[^1].Ordinal + 1, (await LinesAsync(id))[^1].Ordinal);
    }

    [Fact]
    public async Task Store_OpenedAgain_FindsEverythingAsItWas()
    {
        var ids = new List<ThreadId> { await WriteAsync("one"), await WriteAsync("two") };
        await Store.UpdateMetadataAsync(ids[1], new ThreadMetadataPatch { Name = "the second" });
        var rows = await Task.WhenAll(ids.Select(async id => await Store.ReadAsync(id)));

        await ReopenAsync();

        Assert.Equal(rows, await Task.WhenAll(ids.Select(async id => await Store.ReadAsync(id))));
        Assert.Equal([Payload.User("one")], (await LinesAsync(ids[0])).Skip(1).Select(static line => line.Payload.ToArray()));
    }

    [Fact]
    public async Task Dispose_OfTheStore_ShutsItsThreadsDown_AndEveryVerbSaysSo()
    {
        var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"), Durability.Buffered);
        var closed = Store;
        await ReopenAsync();

        await AssertDeadAsync(thread);
        Assert.Equal(2, (await LinesAsync(thread.Id)).Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closed.CreateAsync(new CreateThreadParams { Cwd = "/work" }));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closed.ResumeAsync(thread.Id));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closed.ReadAsync(thread.Id));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closed.ListAsync(new ThreadListQuery()));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closed.ReadHistoryAsync(thread.Id).GetAsyncEnumerator().MoveNextAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "late" }));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.WaitProjectedAsync(new Position(thread.Id, 1)));
        await closed.DisposeAsync();
    }

    [Fact]
    public async Task EveryVerb_OnAThreadThatIsNot_IsThreadNotFoundAndNamesIt()
    {
        var id = ThreadId.New(Clock);
        ThreadNotFoundException[] errors =
        [
            await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ResumeAsync(id)),
            await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ReadAsync(id)),
            await Assert.ThrowsAsync<ThreadNotFoundException>(() => LinesAsync(id)),
            await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "name" })),
            await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.WaitProjectedAsync(new Position(id, 1))),
        ];

        Assert.All(errors, error => Assert.Equal(id, error.Thread));
        await AssertUnknownAsync(id);
    }

    private static async Task AssertDeadAsync(ILiveThread thread)
    {
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(1)));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await thread.AppendAsync(new[] { new RolloutItem(ItemType.EventMsg, Payload.Tokens(1)) }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(1)));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => thread.FlushAsync());
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => thread.PersistAsync());
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "late" }));
    }
}
