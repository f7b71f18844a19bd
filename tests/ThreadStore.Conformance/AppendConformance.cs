using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: lines stand in the log in the order in which they were accepted, byte for byte, those of one call together; a call that is
/// refused leaves nothing.
/// </summary>
/// <inheritdoc/>
public abstract class AppendConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Append_ReturnsPositionsThatGrow_TheLastOneBeingTheEnd()
    {
        await using var thread = await CreateAsync();
        var first = await thread.AppendAsync(ItemType.EventMsg, Payload.User("one"));
        var second = await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(2));

        Assert.Equal(thread.Id, first.Thread);
        Assert.True(first.Offset > 0 && second.Offset > first.Offset);
        Assert.Equal(second, thread.End);
    }

    [Theory]
    [InlineData("""{"a":"\u00e4 \ud83d\ude00 \" \\ \/ \n"}""")]
    [InlineData("{ \"a\" : [ 1.50 , -0 , 1e3 ] , \"a\" : null }")]
    [InlineData("""{"a":"👩‍👩‍👧 שלום 漢字 \u0000"}""")]
    [InlineData("{}")]
    public async Task Append_AnyObject_ComesBackByteForByte(string payload)
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.ResponseItem, Payload.Utf8(payload));

        Assert.Equal(payload, System.Text.Encoding.UTF8.GetString((await LinesAsync(thread.Id))[1].Payload.Span));
    }

    [Fact]
    public async Task Append_MetadataOfAResponseItem_ComeBack()
    {
        await using var thread = await CreateAsync();
        var metadata = Payload.Utf8("""{"history_sequence":7}""");
        await thread.AppendAsync(new[] { new RolloutItem(ItemType.ResponseItem, Payload.Answer, metadata) });

        Assert.Equal(metadata, (await LinesAsync(thread.Id))[1].Metadata.ToArray());
    }

    [Fact]
    public async Task Append_TypeThatNobodyKnows_IsKept()
    {
        await using var thread = await CreateAsync();
        var type = ItemType.FromName("a_type_of_the_host");
        await thread.AppendAsync(type, Payload.Utf8("""{"x":1}"""));

        var names = new System.Collections.Generic.List<string>();
        await foreach (var line in Store.ReadHistoryAsync(thread.Id))
        {
            names.Add(line.TypeName);
        }

        Assert.Equal("a_type_of_the_host", names[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":\n1}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public async Task Append_WhatIsNoObjectOnOneLine_IsRefusedWithAllOfItsCall(string payload)
    {
        await using var thread = await CreateAsync();
        var end = await thread.AppendAsync(ItemType.EventMsg, Payload.User("good"));
        var bad = new RolloutItem(ItemType.ResponseItem, Payload.Utf8(payload));

        await Assert.ThrowsAsync<InvalidRequestException>(async () => await thread.AppendAsync(bad.Type, bad.Payload));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await thread.AppendAsync(new[] { new RolloutItem(ItemType.ResponseItem, Payload.Answer), bad }));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await thread.AppendAsync(new[] { default(RolloutItem) }));

        Assert.Equal(end, thread.End);
        Assert.Equal(2, (await LinesAsync(thread.Id)).Count);
    }

    [Fact]
    public async Task Append_WhatThePolicyDrops_IsAcceptedAndNotWritten()
    {
        await using var thread = await CreateAsync();
        Assert.Equal(0, (await thread.AppendAsync(ItemType.EventMsg, Payload.Dropped)).Offset);
        Assert.Equal(0, (await thread.AppendAsync(ReadOnlyMemory<RolloutItem>.Empty)).Offset);
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ReadAsync(thread.Id));

        var end = await thread.AppendAsync(ItemType.EventMsg, Payload.User("kept"));
        Assert.Equal(end, await thread.AppendAsync(ItemType.EventMsg, Payload.Dropped));
        await thread.AppendAsync(new[] { new RolloutItem(ItemType.EventMsg, Payload.Dropped), new RolloutItem(ItemType.EventMsg, Payload.Tokens(1)) });
        Assert.Equal([Payload.User("kept"), Payload.Tokens(1)], (await LinesAsync(thread.Id)).Skip(1).Select(static line => line.Payload.ToArray()));
    }

    [Theory]
    [InlineData("""{"type":"item_completed","item":{"type":"AgentMessage"}}""", true, false)]
    [InlineData("""{"type":"item_completed","item":{"type":"Plan"}}""", true, true)]
    [InlineData("""{"type":"user_message","message":"hi"}""", false, true)]
    [InlineData("""{"type":"agent_message","message":"hi"}""", false, true)]
    [InlineData("""{"type":"task_complete","turn_id":"t"}""", true, true)]
    [InlineData("""{"type":"turn_aborted","reason":"interrupted"}""", true, true)]
    [InlineData("""{"type":"exec_command_begin","call_id":"c"}""", false, false)]
    [InlineData("""{"type":"exec_command_output_delta","chunk":"x"}""", false, false)]
    public async Task Append_Events_AreKeptAsTheHistoryModeSays(string payload, bool isPaginated, bool isLegacy)
    {
        foreach (var (mode, isKept) in new[] { (HistoryMode.Paginated, isPaginated), (HistoryMode.Legacy, isLegacy) })
        {
            await using var thread = await CreateAsync(mode);
            await thread.AppendAsync(ItemType.EventMsg, Payload.User("first"), Durability.Written);
            await thread.PersistAsync();
            var before = (await LinesAsync(thread.Id)).Count;
            await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8(payload));
            Assert.Equal(isKept ? before + 1 : before, (await LinesAsync(thread.Id)).Count);
        }
    }

    [Fact]
    public async Task Conformance37_OutputOfACommand_IsNotKeptAsAnEventAtAll()
    {
        await using var thread = await CreateAsync(HistoryMode.Legacy);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"exec_command_end","call_id":"c","stdout":"out","aggregated_output":"out"}"""));
        await thread.AppendAsync(ItemType.ResponseItem, Payload.ToolOutput("out"));

        Assert.Equal(Payload.ToolOutput("out"), (await LinesAsync(thread.Id))[^1].Payload.ToArray());
        Assert.Equal(2, (await LinesAsync(thread.Id)).Count);
    }

    [Theory]
    [InlineData(Durability.Buffered)]
    [InlineData(Durability.Written)]
    [InlineData(Durability.Synced)]
    public async Task Append_AtAnyDurability_IsInTheHistoryAndAfterAFlushInTheRow(Durability durability)
    {
        await using var thread = await CreateAsync();
        var end = await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"), durability);
        Assert.Equal(2, (await LinesAsync(thread.Id)).Count);

        await thread.FlushAsync(sync: durability is Durability.Synced);
        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal(("hello", end.Offset), (row.Title, row.LogOffset));
    }

    [Fact]
    public async Task AppendAndFlush_IsShownByAnImmediateListAndRead()
    {
        await using var thread = await CreateAsync();
        var end = await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Goal("ship it"));

        Assert.Equal(end, thread.End);
        Assert.Equal("ship it", Assert.Single((await Store.ListAsync(new ThreadListQuery())).Threads).Preview);
        Assert.Equal("ship it", (await Store.ReadAsync(thread.Id)).Preview);
    }

    [Fact]
    public async Task Append_FromSeveralTasks_NumbersEveryLineOnceAndKeepsCallsTogether()
    {
        const int Tasks = 4;
        const int Calls = 25;
        await using var thread = await CreateAsync();
        await Patiently(Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            for (var call = 0; call < Calls; call++)
            {
                await thread.AppendAsync(new[] { Numbered(task, call, 0), Numbered(task, call, 1) });
            }
        }))));

        var lines = await LinesAsync(thread.Id);
        Assert.Equal(Enumerable.Range(0, 1 + (2 * Tasks * Calls)).Select(static ordinal => (long?)ordinal), lines.Select(static line => line.Ordinal));
        Assert.Equal(lines.Select(static line => line.Offset).Order(), lines.Select(static line => line.Offset));
        var numbers = lines.Skip(1).Select(static line => System.Text.Encoding.UTF8.GetString(line.Payload.Span).Split('"')[7].Split('/').Select(int.Parse).ToArray()).ToList();
        for (var i = 0; i < numbers.Count; i += 2)
        {
            Assert.Equal([numbers[i][0], numbers[i][1], 0], numbers[i]);
            Assert.Equal([numbers[i][0], numbers[i][1], 1], numbers[i + 1]);
        }

        Assert.All(numbers.GroupBy(static number => number[0]), static task => Assert.Equal(task.Select(static number => number[1]).Order(), task.Select(static number => number[1])));
    }

    [Fact]
    public async Task Append_WithATokenThatIsCancelled_AcceptsNothing()
    {
        await using var thread = await CreateAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await thread.AppendAsync(ItemType.EventMsg, Payload.User("no"), cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await thread.AppendAsync(new[] { new RolloutItem(ItemType.EventMsg, Payload.User("no")) }, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("no"), cancellationToken: cancelled));

        Assert.Equal(0, thread.End.Offset);
    }

    [Fact]
    public async Task Lines_AreStampedByTheClock_AndTheirTimesNeverRunBackwards()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("one"));
        Clock.AdvanceMs(1500);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(2));
        Clock.AdvanceMs(-1000);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(3));

        var start = ConformanceClock.Start;
        Assert.Equal([start, start, start.AddMilliseconds(1500), start.AddMilliseconds(1500)], (await LinesAsync(thread.Id)).Select(static line => line.Timestamp));
    }

    [Fact]
    public async Task Append_ItemsReadFromALog_KeepTheirTimesAndNumbers()
    {
        await using var thread = await CreateAsync();
        var at = ConformanceClock.Start.AddDays(-3);
        await thread.AppendAsync(new[]
        {
            RolloutItem.FromLog(ItemType.EventMsg, Payload.User("old"), default, at.ToUnixTimeMilliseconds(), 1),
            RolloutItem.FromLog(ItemType.EventMsg, Payload.Dropped, default, at.AddSeconds(1).ToUnixTimeMilliseconds(), 5),
        });

        var lines = (await LinesAsync(thread.Id)).Skip(1).ToList();
        Assert.Equal([(at, 1L), (at.AddSeconds(1), 5L)], lines.Select(static line => (line.Timestamp!.Value, line.Ordinal!.Value)));
    }

    private static RolloutItem Numbered(int task, int call, int line) =>
        new(ItemType.ResponseItem, Payload.Utf8($$"""{"type":"message","id":"{{task}}/{{call}}/{{line}}"}"""));
}
