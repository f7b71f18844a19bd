using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

/// <summary>
/// The law: a successful append on an open thread allocates nothing, at every durability; a call is all or nothing, and its outcome says
/// so without an exception; facts are published only after their bytes are in the file.
/// </summary>
public sealed class LiveThreadAppendTests
{
    [Theory]
    [InlineData(Durability.Buffered, 10_000)]
    [InlineData(Durability.Written, 10_000)]
    [InlineData(Durability.Synced, 1_000)]
    public async Task Append_WhileTheSlotIsFull_AllocatesNothing(Durability durability, int rounds)
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var tokens = Payloads.Tokens(7);
        Allocation.AssertNone(
            () =>
            {
                thread.Append(ItemType.EventMsg, tokens, durability);
                thread.Append(ItemType.ResponseItem, Payloads.Touch, durability);
            },
            rounds);
    }

    [Fact]
    public async Task Append_OfSeveralLines_AllocatesNothing()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        RolloutItem[] items = [new(ItemType.EventMsg, Payloads.Tokens(1)), new(ItemType.ResponseItem, Payloads.Touch, Payloads.Utf8("""{"a":1}"""))];
        Allocation.AssertNone(() => thread.Append(items));
    }

    [Fact]
    public async Task Append_WithoutASpare_AllocatesNothing()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        while (home.Projector.Deltas.TryRent() is not null)
        {
        }

        var tokens = Payloads.Tokens(7);
        Allocation.AssertNone(() => thread.Append(ItemType.EventMsg, tokens));
        Assert.NotEqual(0, home.Projector.Deltas.Misses);
    }

    [Fact]
    public async Task AppendAndDrain_AllocateNothing()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var tokens = Payloads.Tokens(7);
        Allocation.AssertNone(() =>
        {
            thread.Append(ItemType.EventMsg, tokens, Durability.Buffered);
            home.Store.Drainer.DrainOnce();
        });
    }

    [Fact]
    public async Task ObservePublishTakeMergeBind_ARoundThroughTheRealIndex_AllocatesNothing()
    {
        await using var home = new PlainHome();
        var thread = home.Store.Create(new CreateThreadParams { Cwd = "/work" });
        thread.AppendUser("first");
        var tokens = Payloads.Tokens(7);
        Rounds(500);
        Assert.Equal(0, Math.Min(Rounds(5_000), Rounds(5_000)));
        Assert.Equal(thread.End.Offset, home.Store.Read(thread.Id).LogOffset);
        Assert.Equal(0, home.Store.Projector.Counters.Gaps);

        // A checkpoint of the WAL, once in 250 rounds, is housekeeping behind them: its own round does not count.
        long Rounds(int count)
        {
            var allocated = 0L;
            for (var i = 0; i < count; i++)
            {
                var pages = home.Writer.WalPages;
                var before = GC.GetAllocatedBytesForCurrentThread();
                thread.Append(ItemType.EventMsg, tokens);
                thread.Append(ItemType.EventMsg, Payloads.TurnStart);
                home.Store.Projector.Step();
                allocated += home.Writer.WalPages > pages ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
            }

            return allocated;
        }
    }

    [Fact]
    public async Task TryAppend_OnAFullDisk_SaysSoWithoutAnExceptionAndChangesNothing()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        var end = thread.End;
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);

        var result = thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(1));
        Assert.Equal((false, StorageOutcome.NotAccepted, Libc.ENOSPC), (result.IsAccepted, result.Outcome, result.ErrorCode));
        Assert.Equal(end, thread.End);
        var thrown = Assert.Throws<StorageFaultException>(() => thread.AppendTokens(1));
        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted), (thrown.Part, thrown.Outcome));

        home.Device.Script = null;
        Assert.True(thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(2)).IsAccepted);
        home.Settle();
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(3, home.Lines(thread.Id).Count);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task TryAppend_OnAFullDisk_AllocatesNothing()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        var tokens = Payloads.Tokens(1);

        // The script's own record of operations grows: its room is made first.
        for (var i = 0; i < 100_000; i++)
        {
            home.Device.Delete("/nowhere");
        }

        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        Allocation.AssertNone(() => thread.TryAppend(ItemType.EventMsg, tokens));
    }

    [Fact]
    public async Task Append_OfSeveralLinesWhoseWriteFailsHalfWay_LeavesNone()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        var end = thread.End;
        var writes = 0;
        home.Device.Script = (_, operation) => operation != LogOperation.Write ? null : writes++ == 0 ? new ScriptedFault(0, Bytes: 250) : new ScriptedFault(Libc.ENOSPC);
        RolloutItem[] items = [new(ItemType.EventMsg, Payloads.Tokens(1)), new(ItemType.EventMsg, Payloads.Tokens(2))];

        Assert.Equal(StorageOutcome.NotAccepted, thread.TryAppend(items).Outcome);
        Assert.Equal(2, writes);
        Assert.Equal(end.Offset, new FileInfo(thread.RolloutPath!).Length);

        home.Device.Script = null;
        thread.Append(items);
        home.Settle();
        Assert.Contains("\"ordinal\":3,", home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Append_OfWhatThePolicyDrops_ReturnsTheCurrentPosition()
    {
        await using var home = new EngineHome();
        var lazy = home.Create();
        Assert.Equal(new Position(lazy.Id, 0), lazy.Append(ItemType.EventMsg, Payloads.Dropped));
        Assert.Empty(home.Rollouts);

        var thread = home.Create("first");
        var end = thread.End;
        Assert.Equal(end, thread.Append(ItemType.EventMsg, Payloads.Dropped));
        Assert.Equal(end, thread.Append([new RolloutItem(ItemType.EventMsg, Payloads.Dropped)]));
        Assert.Equal(end, thread.Append([]));
        Assert.Equal(end.Offset, new FileInfo(thread.RolloutPath!).Length);

        var flushed = thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.Dropped).AsTask();
        home.Settle();
        Assert.Equal(end, await Guard.Task(flushed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":\"line\nfeed\"}")]
    [InlineData("\"text\"")]
    public async Task Append_OfWhatIsNoObjectOnOneLine_IsRefused(string payload)
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var end = thread.End;
        Assert.Throws<InvalidRequestException>(() => thread.Append(ItemType.EventMsg, Payloads.Utf8(payload)));
        Assert.Throws<InvalidRequestException>(() => thread.Append([default]));
        Assert.Equal(end, thread.End);
    }

    [Fact]
    public async Task BufferedLines_AreNotInTheIndexBeforeTheyAreInTheFile()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        var position = thread.AppendUser("buffered", Durability.Buffered);
        home.Projector.Step();
        Assert.Empty(home.Index.Applies);
        Assert.Empty(home.Rollouts);
        Assert.Equal(thread.End, position);

        Assert.True(home.Store.Drainer.DrainOnce());
        Assert.Equal(position.Offset, new FileInfo(thread.RolloutPath!).Length);
        home.Projector.Step();
        Assert.Equal(position.Offset, Assert.Single(home.Index.Committed).To);
        Assert.False(home.Store.Drainer.DrainOnce());
    }

    // The drainer gives up a log that has lost bytes until somebody appends to it again.
    [Fact]
    public async Task BufferedLines_AreDrained_WhenTheLogThatHadLostBytesHasThemBack()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Settle();
        var bytes = File.ReadAllBytes(thread.RolloutPath!);
        thread.AppendTokens(1, Durability.Buffered);
        File.WriteAllBytes(thread.RolloutPath!, bytes.AsSpan(0, 10));
        home.Device.Always(LogOperation.Write, Libc.EIO);
        Assert.True(home.Store.Drainer.DrainOnce());
        home.Device.Script = null;
        Assert.True(home.Store.Drainer.DrainOnce());
        Assert.False(home.Store.Drainer.DrainOnce());

        File.WriteAllBytes(thread.RolloutPath!, bytes);
        thread.AppendTokens(2, Durability.Buffered);
        home.Settle();

        Assert.Equal(thread.End.Offset, new FileInfo(thread.RolloutPath!).Length);
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task BufferedLines_GoOutBeforeAWrittenOneInTheirOrder()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one", Durability.Buffered);
        thread.AppendTokens(2, Durability.Buffered);
        thread.AppendTokens(3, Durability.Synced);
        Assert.Equal([0, 1, 2, 3], home.Lines(thread.Id).Select(static line => line.IndexOf("\"ordinal\":", StringComparison.Ordinal)).Select((at, i) => home.Lines(thread.Id)[i][at + 10] - '0'));
        home.Settle();
        Assert.Equal(3, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task BufferedLines_ThatCannotBeDrained_StayAndAreTriedAgain()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        thread.AppendTokens(1, Durability.Buffered);
        home.Settle();
        thread.AppendTokens(2, Durability.Buffered);
        home.Settle();
        Assert.Equal(2, home.Lines(thread.Id).Count);
        Assert.Throws<StorageFaultException>(() => thread.FlushAsync().GetAwaiter().GetResult());

        home.Device.Script = null;
        home.Settle();
        Assert.Equal(4, home.Lines(thread.Id).Count);
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Discard_SaysHowManyBufferedLinesItDropped()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1, Durability.Buffered);
        thread.AppendTokens(2, Durability.Buffered);
        thread.AppendTokens(3, Durability.Buffered);
        var discard = thread.DiscardAsync();
        home.Settle();

        Assert.Equal(3, await Guard.Task(discard));
        Assert.Equal(0, await thread.DiscardAsync());
        Assert.Equal(2, home.Lines(thread.Id).Count);
        Assert.Equal(0, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task AppendAndFlush_BufferedOnAFullDisk_SaysThatTheLineIsAccepted()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        var fault = await Assert.ThrowsAsync<StorageFaultException>(
            () => thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.Tokens(5), Durability.Buffered).AsTask());
        Assert.Equal((StoragePart.Log, StorageOutcome.Accepted, thread.End), (fault.Part, fault.Outcome, fault.Position));

        home.Device.Script = null;
        home.Settle();
        Assert.Equal(5, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(3, home.Lines(thread.Id).Count);
    }

    [Fact]
    public async Task Synced_WhoseSyncFails_IsAcceptedAtItsPosition()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Always(LogOperation.DataSync, Libc.EIO);
        var result = thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5), Durability.Synced);
        Assert.Equal((false, StorageOutcome.Accepted, thread.End), (result.IsAccepted, result.Outcome, result.Position));
        home.Settle();
        Assert.Equal(5, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Synced_DuringItsSync_KeepsItsFileOpen()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice(), DescriptorBudget = 2 };
        var thread = home.Create("first");
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(0, Before: () =>
        {
            entered.Set();
            Guard.Signal(released);
        }));
        var append = Task.Run(() => thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5), Durability.Synced));
        Guard.Signal(entered);

        // Twice the budget: somebody must go dormant, but not who waits for its disk.
        home.Store.Create(new CreateThreadParams { Cwd = "/work" }).AppendUser("other");
        Assert.True(thread.IsOpenHint);
        released.Set();
        Assert.True((await Guard.Task(append)).IsAccepted);
        home.Store.Create(new CreateThreadParams { Cwd = "/work" }).AppendUser("another");
        Assert.False(thread.IsOpenHint);
    }

    [Fact]
    public async Task TryAppend_OnADormantThreadThatCannotBeOpened_SaysSoWithoutAnException()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice(), DescriptorBudget = 2 };
        var thread = home.Create("first");
        home.Create("makes the other dormant");
        Assert.False(thread.IsOpenHint);
        var end = thread.End;

        home.Device.Always(LogOperation.Open, 24);
        var result = thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5));
        Assert.Equal((false, StorageOutcome.NotAccepted, 24, end), (result.IsAccepted, result.Outcome, result.ErrorCode, result.Position));
        home.Device.Script = null;
        Assert.True(thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5)).IsAccepted);
    }

    [Fact]
    public async Task Append_FromSeveralThreads_StandsInTheLogInTheOrderOfAcceptance()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        const int Writers = 4;
        const int Each = 250;
        var writers = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                thread.AppendTokens((writer * Each) + i, (Durability)(i % 2));
            }
        })).ToList();
        writers.ForEach(static writer => writer.Start());
        while (writers.Exists(static writer => writer.IsAlive))
        {
            home.Settle();
        }

        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        var lines = home.Lines(thread.Id);
        Assert.Equal(2 + (Writers * Each), lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            Assert.Contains($"\"ordinal\":{i},", lines[i], StringComparison.Ordinal);
        }

        home.AssertRowsEqualRebuild();
    }
}
