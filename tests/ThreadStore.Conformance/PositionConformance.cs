using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: who waits for a position sees every line up to it, in reads and in lists, and waits for nothing that cannot come.</summary>
/// <inheritdoc/>
public abstract class PositionConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(Durability.Buffered)]
    [InlineData(Durability.Written)]
    public async Task Read_WithAMinimum_HasSeenIt(Durability durability)
    {
        await using var thread = await CreateAsync();
        for (var total = 1; total <= 3; total++)
        {
            var position = await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(total), durability);
            var row = await Store.ReadAsync(thread.Id, position);
            Assert.Equal(total, row.TokensUsed);
            Assert.True(row.LogOffset >= position.Offset);
        }
    }

    [Fact]
    public async Task WaitProjected_ThenAListShowsTheLine_LiveOrNot()
    {
        var thread = await CreateAsync();
        var first = await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        await Patiently(Store.WaitProjectedAsync(first));
        Assert.Equal([thread.Id], await ListAsync(new ThreadListQuery()));

        var second = await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(7));
        await thread.DiscardAsync();
        await Patiently(Store.WaitProjectedAsync(second));
        Assert.Equal(7, (await Store.ReadAsync(thread.Id)).TokensUsed);
        await Patiently(Store.WaitProjectedAsync(first));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitProjected_ForWhatLiesBehindTheEnd_IsRefused(bool isLive)
    {
        var id = await WriteAsync("hello");
        await using var thread = await Store.ResumeAsync(id);
        var beyond = thread.End with { Offset = thread.End.Offset + 1 };
        if (!isLive)
        {
            await thread.ShutdownAsync();
        }

        await Assert.ThrowsAsync<InvalidRequestException>(() => Patiently(Store.WaitProjectedAsync(beyond)));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await Store.ReadAsync(id, beyond));
    }

    [Fact]
    public async Task Read_WithAMinimumOfAnotherThread_WaitsForThatOne()
    {
        var one = await WriteAsync("one");
        await using var two = await CreateAsync();
        var position = await two.AppendAsync(ItemType.EventMsg, Payload.User("two"));

        Assert.Equal("one", (await Store.ReadAsync(one, position)).Title);
        Assert.Equal("two", (await Store.ReadAsync(two.Id)).Title);
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ReadAsync(one, new Position(ThreadId.New(Clock), 1)));
    }

    [Fact]
    public async Task Flush_CoversWhatWasAcceptedBeforeIt()
    {
        await using var thread = await CreateAsync();
        for (var total = 1; total <= 20; total++)
        {
            await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(total), total % 2 == 0 ? Durability.Buffered : Durability.Written);
        }

        await thread.FlushAsync();
        Assert.Equal((20L, thread.End.Offset), ((await Store.ReadAsync(thread.Id)).TokensUsed, (await Store.ReadAsync(thread.Id)).LogOffset));
    }

    [Fact]
    public async Task Verbs_WithATokenThatIsCancelled_EndAndChangeNothing()
    {
        var id = await WriteAsync("hello");
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CreateAsync(new CreateThreadParams { Cwd = "/work" }, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ResumeAsync(id, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync(id, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListAsync(new ThreadListQuery(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReadHistoryAsync(id, HistoryStart.Beginning, cancelled).GetAsyncEnumerator(cancelled).MoveNextAsync());

        await using var thread = await Store.ResumeAsync(id);
        Assert.Equal([id], await ListAsync(new ThreadListQuery { IncludeHidden = true }));
    }
}
