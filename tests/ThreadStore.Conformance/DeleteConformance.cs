using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: what was deleted nobody finds again, in no way and after no restart; what is needed by others is not deleted.</summary>
/// <inheritdoc/>
public abstract class DeleteConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conformance34_Delete_TakesEverything_AndASecondOneFindsNothing(bool isArchived)
    {
        var (id, other) = (await WriteAsync("hello"), await WriteAsync("other"));
        if (await IsRefusedAsync(id))
        {
            return;
        }

        if (isArchived && !Backend.Unsupported.HasFlag(StoreFacets.Archive))
        {
            await Store.ArchiveAsync(id);
        }

        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "a name" });
        var receipt = await Store.DeleteAsync(id);
        Assert.Equal((id, true, true), (receipt.Thread, receipt.IsDone, receipt.HadRow));

        await AssertGoneAsync(id);
        await ReopenAsync();
        await AssertGoneAsync(id);
        Assert.Equal([other], await ListAsync(new ThreadListQuery()));
    }

    [Fact]
    public async Task Delete_OfALiveThread_IsRefused_AndItGoesOn()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await using var thread = await Store.ResumeAsync(id);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.DeleteAsync(id));
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(1));
        Assert.Equal(1, (await Store.ReadAsync(id)).TokensUsed);
    }

    [Fact]
    public async Task Delete_OfAThreadThatAForkContinues_IsAConflict_UnlessItIsToldOtherwise()
    {
        var id = await WriteAsync("hello");
        if (Backend.Unsupported.HasFlag(StoreFacets.Fork) || await IsRefusedAsync(id))
        {
            return;
        }

        var fork = await Store.ForkAsync(id);
        await fork.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("own"));
        await fork.ShutdownAsync();

        await Assert.ThrowsAsync<ConflictException>(() => Store.DeleteAsync(id));
        Assert.Equal("hello", (await Store.ReadAsync(id)).Title);

        Assert.Equal([fork.Id], (await Store.DeleteAsync(id, DeleteThreadOptions.EvenIfForked)).Forks);
        await AssertGoneAsync(id);
        Assert.Equal(Payload.User("own"), (await LinesAsync(fork.Id))[^1].Payload.ToArray());
        Assert.True((await Store.DeleteAsync(fork.Id)).IsDone);
    }

    [Fact]
    public async Task Delete_WithATokenThatIsCancelled_DeletesNothing()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync(id, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal("hello", (await Store.ReadAsync(id)).Title);
        Assert.Equal(2, (await LinesAsync(id)).Count);
    }

    private async Task AssertGoneAsync(ThreadId id)
    {
        await AssertUnknownAsync(id);
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => LinesAsync(id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.DeleteAsync(id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "late" }));
    }

    // On a thread of its own: a backend that does delete has nothing left then.
    private Task<bool> IsRefusedAsync(ThreadId id) => IsRefusedAsync(StoreFacets.Delete, () => Store.DeleteAsync(id));
}
