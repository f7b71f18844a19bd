using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: a history is every line that was accepted, once, in order, whoever asks and however the thread is numbered.</summary>
/// <inheritdoc/>
public abstract class HistoryConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task ReadHistory_FromEitherEnd_GivesEveryLineOnce(HistoryMode mode)
    {
        var id = await WriteTurnAsync(mode);
        var forward = await LinesAsync(id);
        var backward = await LinesAsync(id, HistoryStart.End);

        Assert.Equal(["session_meta", "event_msg", "compacted", "response_item", "event_msg"], forward.Select(static line => line.TypeName));
        Assert.Equal(forward.Select(static line => line.Offset), backward.Select(static line => line.Offset).Reverse());
        Assert.Equal(forward.Select(static line => line.Payload.ToArray()), backward.Select(static line => line.Payload.ToArray()).Reverse());
        Assert.Equal(forward.Select((_, index) => mode is HistoryMode.Paginated ? index : (long?)null), forward.Select(static line => line.Ordinal));
        Assert.All(forward, line => Assert.Equal(id, line.Log));
    }

    [Fact]
    public async Task ReadHistory_FromTheLastCompaction_StartsThere_AndAtTheBeginningWithoutOne()
    {
        var id = await WriteTurnAsync(HistoryMode.Paginated);
        Assert.Equal(["compacted", "response_item", "event_msg"], (await LinesAsync(id, HistoryStart.LastCompaction)).Select(static line => line.TypeName));

        await using (var thread = await Store.ResumeAsync(id))
        {
            await thread.AppendAsync(ItemType.Compacted, Payload.Compacted);
            await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(9));
        }

        Assert.Equal(["compacted", "event_msg"], (await LinesAsync(id, HistoryStart.LastCompaction)).Select(static line => line.TypeName));
        Assert.Equal(2, (await LinesAsync(await WriteAsync("plain"), HistoryStart.LastCompaction)).Count);
    }

    [Fact]
    public async Task Conformance28_HistoryOfALiveThread_HasWhatItsWriterHasAccepted()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("one"), Durability.Written);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(1), Durability.Buffered);
        Assert.Equal(3, (await LinesAsync(thread.Id)).Count);

        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(2), Durability.Buffered);
        Assert.Equal(Payload.Tokens(2), (await LinesAsync(thread.Id, HistoryStart.End))[0].Payload.ToArray());
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Conformance29_ThreadsOfBothModes_AreCreatedReadListedStreamedAndResumed(HistoryMode mode)
    {
        var id = await WriteAsync("hello", new CreateThreadParams { Cwd = "/work", HistoryMode = mode });
        await using (var thread = await Store.ResumeAsync(id))
        {
            await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("more", mode));
        }

        var row = await Store.ReadAsync(id);
        Assert.Equal((mode is HistoryMode.Legacy ? "legacy" : "paginated", "hello"), (row.HistoryMode, row.Title));
        Assert.Equal([id], await ListAsync(new ThreadListQuery()));
        Assert.Equal([Payload.User("hello", mode), Payload.User("more", mode)], (await LinesAsync(id)).Skip(1).Select(static line => line.Payload.ToArray()));
    }

    [Fact]
    public async Task ReadHistory_Lines_BelongToWhoeverGotThem()
    {
        var id = await WriteTurnAsync(HistoryMode.Paginated);
        var kept = new List<HistoryEntry>();
        await foreach (var line in Store.ReadHistoryAsync(id))
        {
            kept.Add(line);
        }

        var copies = kept.ConvertAll(static line => line.Payload.ToArray());
        await LinesAsync(id);
        Assert.Equal(copies, kept.ConvertAll(static line => line.Payload.ToArray()));
    }

    [Fact]
    public async Task ReadHistory_Cancelled_EndsBetweenTwoLines()
    {
        var id = await WriteTurnAsync(HistoryMode.Paginated);
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ReadHistoryAsync(id, cancellationToken: cancel.Token))
            {
                seen++;
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, seen);
        await using var thread = await Store.ResumeAsync(id);
    }

    // Five lines with a compaction in the middle.
    private async Task<ThreadId> WriteTurnAsync(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        await thread.AppendAsync(ItemType.EventMsg, Payload.TurnStart());
        await thread.AppendAsync(ItemType.Compacted, Payload.Compacted);
        await thread.AppendAsync(ItemType.ResponseItem, Payload.Answer);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.TurnEnd());
        return thread.Id;
    }
}
