using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: a thread is in one of two collections; moving it changes neither its lines nor a time of its row but when it was archived.
/// An archived thread is read as any other, and appended to by nobody.
/// </summary>
/// <inheritdoc/>
public abstract class ArchiveConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Conformance34_Archive_MovesTheThreadAndItsRow_AndUnarchiveBack()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        var before = await Store.ReadAsync(id);
        var lines = (await LinesAsync(id)).Count;
        Clock.AdvanceMs(60_000);

        await Store.ArchiveAsync(id);
        var archived = await Store.ReadAsync(id);
        Assert.Equal((true, Clock.GetUtcNow(), before.UpdatedAt), (archived.Archived, archived.ArchivedAt, archived.UpdatedAt));
        Assert.Equal(lines, (await LinesAsync(id)).Count);

        await ReopenAsync();
        Assert.Equal(archived, await Store.ReadAsync(id));

        Clock.AdvanceMs(60_000);
        await Store.UnarchiveAsync(id);
        var after = await Store.ReadAsync(id);
        Assert.Equal(before with { LogOffset = after.LogOffset }, after);
        await using var thread = await Store.ResumeAsync(id);
    }

    [Fact]
    public async Task Conformance32_ActiveAndArchivedThreads_AreTwoListsWithoutAThreadInBoth()
    {
        var (one, two) = (await WriteAsync("one"), await WriteAsync("two"));
        if (await IsRefusedAsync(one))
        {
            return;
        }

        await Store.ArchiveAsync(two);
        Assert.Equal([one], await ListAsync(new ThreadListQuery()));
        Assert.Equal([two], await ListAsync(new ThreadListQuery { Archive = ThreadArchiveFilter.Archived }));
        Assert.Equal(2, (await ListAsync(new ThreadListQuery { Archive = ThreadArchiveFilter.Any })).Count);

        await Store.UnarchiveAsync(two);
        Assert.Empty(await ListAsync(new ThreadListQuery { Archive = ThreadArchiveFilter.Archived }));
    }

    [Fact]
    public async Task Archive_OfWhatIsThereAlready_IsRefused_AndOfWhatIsNotThere_IsThreadNotFound()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.UnarchiveAsync(id));
        await Store.ArchiveAsync(id);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.ArchiveAsync(id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.ArchiveAsync(ThreadId.New(Clock)));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.UnarchiveAsync(ThreadId.New(Clock)));
        Assert.True((await Store.ReadAsync(id)).Archived);
    }

    [Fact]
    public async Task Archive_OfALiveThread_IsRefused_AndItGoesOn()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await using var thread = await Store.ResumeAsync(id);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.ArchiveAsync(id));
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(1));
        Assert.False((await Store.ReadAsync(id)).Archived);
    }

    [Fact]
    public async Task Conformance33_AnArchivedThread_StaysArchivedAfterAnUpdate_AndIsNotResumed()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await Store.ArchiveAsync(id);
        var archived = await Store.ReadAsync(id);
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ResumeAsync(id));

        Clock.AdvanceMs(10);
        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "a name" });
        var after = await Store.ReadAsync(id);
        Assert.Equal(archived with { Name = "a name", LogOffset = after.LogOffset }, after);
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ResumeAsync(id));
    }

    [Fact]
    public async Task Archive_WithATokenThatIsCancelled_ChangesNothing()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ArchiveAsync(id, cancelled));
        Assert.False((await Store.ReadAsync(id)).Archived);
        await Store.ArchiveAsync(id);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UnarchiveAsync(id, cancelled));
        Assert.True((await Store.ReadAsync(id)).Archived);
    }

    private Task<bool> IsRefusedAsync(ThreadId id) => IsRefusedAsync(StoreFacets.Archive, () => Store.ArchiveAsync(id));
}
