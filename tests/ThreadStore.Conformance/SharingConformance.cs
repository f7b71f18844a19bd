using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: two stores on one place agree: on who writes a thread, on what its lines are, and on its row.</summary>
/// <inheritdoc/>
public abstract class SharingConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Resume_WhileAnotherStoreWritesTheThread_IsBusyAndSaysWithWhom()
    {
        if (await OpenOtherAsync() is not { } other)
        {
            return;
        }

        await using var _ = other;
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("hello"));

        var busy = await Assert.ThrowsAsync<ThreadBusyException>(async () => await other.ResumeAsync(thread.Id));
        Assert.Equal(thread.Id, busy.Thread);
        Assert.NotEmpty(busy.Holder);
        await Assert.ThrowsAsync<ThreadBusyException>(() => other.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "name" }));

        await thread.ShutdownAsync();
        await using var theirs = await other.ResumeAsync(thread.Id);
        await Assert.ThrowsAsync<ThreadBusyException>(async () => await Store.ResumeAsync(thread.Id));
    }

    [Fact]
    public async Task Lines_OfOneStore_AreSeenByTheOther_FromTheirPositionOn()
    {
        if (await OpenOtherAsync() is not { } other)
        {
            return;
        }

        await using var _ = other;
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"), Durability.Written);
        var position = await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(5), Durability.Written);

        await Patiently(other.WaitProjectedAsync(position));
        Assert.Equal(("hello", 5L), ((await other.ReadAsync(thread.Id)).Title, (await other.ReadAsync(thread.Id)).TokensUsed));
        Assert.Equal([thread.Id], (await other.ListAsync(new ThreadListQuery())).Threads.Select(static row => row.Id));
        Assert.Equal(await Store.ReadAsync(thread.Id, position), await other.ReadAsync(thread.Id));
    }

    [Fact]
    public async Task AThread_ThatGoesFromStoreToStore_HasEveryLineOnceInOrder()
    {
        if (await OpenOtherAsync() is not { } other)
        {
            return;
        }

        await using var _ = other;
        var id = await WriteAsync("hello");
        for (var total = 1; total <= 4; total++)
        {
            await using var thread = await (total % 2 == 0 ? Store : other).ResumeAsync(id);
            await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(total));
        }

        Assert.Equal(Enumerable.Range(1, 4).Select(static total => Payload.Tokens(total)), (await LinesAsync(id)).Skip(2).Select(static line => line.Payload.ToArray()));
        Assert.Equal(Enumerable.Range(0, 6).Select(static ordinal => (long?)ordinal), (await LinesAsync(id)).Select(static line => line.Ordinal));
        Assert.Equal(4, (await Store.ReadAsync(id)).TokensUsed);
        Assert.Equal(await Store.ReadAsync(id), await other.ReadAsync(id));
    }

    // Null: the backend says that it cannot, in the way in which it has to.
    private async Task<IThreadStore?> OpenOtherAsync() =>
        await IsRefusedAsync(StoreFacets.SecondStore, async () => await Backend.OpenSecondAsync(Clock)) ? null : await Backend.OpenSecondAsync(Clock);
}
