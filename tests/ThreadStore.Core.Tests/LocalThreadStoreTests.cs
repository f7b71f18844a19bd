using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

/// <summary>
/// The law: a thread that has nothing to persist leaves nothing behind; an id has one live writer; a lock file stays exactly as long as a
/// row may be behind; more threads than descriptors are all live.
/// </summary>
public sealed class LocalThreadStoreTests
{
    [Fact]
    public async Task Create_WritesNothingUntilTheFirstAppend()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        Assert.Empty(home.Rollouts);
        Assert.Null(thread.RolloutPath);
        Assert.Equal(0, thread.End.Offset);

        thread.AppendTouch();
        Assert.Equal(Assert.Single(home.Rollouts), thread.RolloutPath);
        Assert.Contains("\"session_meta\"", home.Lines(thread.Id)[0], StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(thread.RolloutPath!));
    }

    [Fact]
    public async Task Shutdown_OfAnEmptyThread_LeavesNoFileNoRowAndNoLockFile()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        Assert.Single(home.LockFiles);
        await Guard.Task(thread.ShutdownAsync());
        await Guard.Task(thread.ShutdownAsync());

        Assert.Empty(home.Rollouts);
        Assert.Empty(home.LockFiles);
        Assert.Empty(home.Index.Applies);
        Assert.Throws<ThreadNotFoundException>(() => thread.AppendTouch());
        Assert.Throws<ThreadNotFoundException>(() => home.Store.Read(thread.Id));
    }

    [Fact]
    public async Task Shutdown_AfterAFirstAppendThatFailed_LeavesNoFile()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create();
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        Assert.False(thread.TryAppend(ItemType.EventMsg, Payloads.User("lost")).IsAccepted);
        home.Device.Script = null;

        Assert.True(thread.FlushAsync().IsCompletedSuccessfully);
        await Guard.Task(thread.ShutdownAsync());
        Assert.Empty(home.Rollouts);
        Assert.Empty(home.LockFiles);
    }

    [Fact]
    public async Task FirstAppend_WhoseOutcomeIsUnknown_DoesNotWriteItsSessionMetaTwice()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create();

        // All bytes are in, an error is reported, and the file cannot be cut back.
        home.Device.Script = static (_, operation) => operation switch
        {
            LogOperation.Write => new ScriptedFault(Libc.EIO, IsDone: true),
            LogOperation.Truncate => new ScriptedFault(Libc.EIO),
            _ => null,
        };
        Assert.Equal(StorageOutcome.Unknown, thread.TryAppend(ItemType.EventMsg, Payloads.User("there")).Outcome);
        home.Device.Script = null;

        thread.AppendTokens(1);
        Assert.Single(home.Lines(thread.Id), static line => line.Contains("\"session_meta\"", StringComparison.Ordinal));
        home.Settle();
        Assert.Equal(("there", 1), (home.Row(thread.Id)!.Preview, home.Row(thread.Id)!.TokensUsed));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Shutdown_DrainsWhatWasAcceptedWhileItWaited()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        var shutdown = thread.ShutdownAsync();
        thread.AppendTokens(2, Durability.Buffered);
        home.Projector.Step();
        await Guard.Task(shutdown);

        Assert.Equal(4, home.Lines(thread.Id).Count);
        home.Settle();
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Shutdown_OnALogFault_KeepsTheHandleOpen()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        thread.AppendTokens(1, Durability.Buffered);
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => thread.ShutdownAsync());
        Assert.Equal(StoragePart.Log, fault.Part);

        home.Device.Script = null;
        thread.AppendTokens(2);
        var shutdown = thread.ShutdownAsync();
        home.Settle();
        await Guard.Task(shutdown);
        Assert.Equal(4, home.Lines(thread.Id).Count);
    }

    [Fact]
    public async Task Shutdown_OnAnIndexFault_ClosesTheThreadAndLeavesItsLockFileAsTheMark()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Index.Poison = static _ => ApplyFault.Row;
        thread.AppendTokens(1);
        var shutdown = thread.ShutdownAsync();
        home.Projector.Step();
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(shutdown));
        Assert.Equal(StoragePart.Index, fault.Part);
        Assert.Throws<ThreadNotFoundException>(() => thread.AppendTokens(2));
        Assert.Equal(home.LockPath(thread.Id), Assert.Single(home.LockFiles));

        home.Index.Poison = null;
        home.Settle();
        Assert.Equal(1, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Create_OfALiveThread_IsAnInvalidRequest()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        Assert.Throws<InvalidRequestException>(() => home.Store.Create(new CreateThreadParams { Id = thread.Id, Cwd = "/work" }));
        Assert.Throws<InvalidRequestException>(() => home.Store.Resume(thread.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_OfAThreadWithARollout_IsAConflict(bool isIndexed)
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        await thread.DiscardAsync();
        if (!isIndexed)
        {
            home.Index.TryBegin();
            home.Index.Remove(thread.Id);
            home.Index.Commit();
        }

        Assert.Throws<ConflictException>(() => home.Store.Create(new CreateThreadParams { Id = thread.Id, Cwd = "/work" }));
        Assert.Empty(home.LockFiles);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative")]
    public async Task Create_WithoutAnAbsoluteCwd_IsAnInvalidRequest(string? cwd)
    {
        await using var home = new EngineHome();
        Assert.Throws<InvalidRequestException>(() => home.Store.Create(new CreateThreadParams { Cwd = cwd }));
        Assert.Empty(home.LockFiles);
    }

    [Fact]
    public async Task Resume_OfAnUnknownThread_IsNotFound()
    {
        await using var home = new EngineHome();
        Assert.Throws<ThreadNotFoundException>(() => home.Store.Resume(TempHome.Id));
        Assert.Throws<ThreadNotFoundException>(() => home.Store.Resume(TempHome.Id));
        Assert.Empty(home.LockFiles);
    }

    [Fact]
    public async Task Resume_OfAThreadThatAnotherProcessWrites_IsBusyAndNamesIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var second = home.OpenSecond();
        var busy = Assert.Throws<ThreadBusyException>(() => second.Resume(thread.Id));
        Assert.Contains("tests", busy.Holder, StringComparison.Ordinal);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Resume_ThatIsRefusedAgainAndAgain_DoesNotUseUpTheDescriptors()
    {
        await using var home = new EngineHome { DescriptorBudget = 4 };
        var thread = home.Create("first");
        await thread.DiscardAsync();
        var second = home.OpenSecond();
        var held = second.Resume(thread.Id);
        var first = home.Create("a");
        for (var i = 0; i < 10; i++)
        {
            Assert.Throws<ThreadBusyException>(() => home.Store.Resume(thread.Id));
        }

        home.Create("b");
        Assert.True(first.IsOpenHint);
        await held.DiscardAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task TenThreads_OnTheDescriptorsOfTwo_AllTakeTheirLines()
    {
        await using var home = new EngineHome { DescriptorBudget = 4 };
        var threads = Enumerable.Range(0, 10).Select(_ => home.Create()).ToList();
        for (var round = 0; round < 20; round++)
        {
            foreach (var thread in threads)
            {
                thread.AppendTokens(round, (Durability)(round % 3));
                Assert.InRange(threads.Count(static other => other.IsOpenHint), 1, 2 + threads.Count(static other => other.End.Offset > 0 && !other.IsOpenHint));
                home.Store.Drainer.DrainOnce();
                Assert.InRange(threads.Count(static other => other.IsOpenHint), 1, 3);
            }

            home.Projector.Step();
        }

        home.Settle();
        foreach (var thread in threads)
        {
            var lines = home.Lines(thread.Id);
            Assert.Equal(21, lines.Count);
            for (var i = 0; i < lines.Count; i++)
            {
                Assert.Contains($"\"ordinal\":{i},", lines[i], StringComparison.Ordinal);
            }

            Assert.Equal(19, home.Row(thread.Id)!.TokensUsed);
        }

        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task DormantThread_FlushedWithSync_IsOpenedForIt()
    {
        await using var home = new EngineHome { DescriptorBudget = 2, Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Create("makes the other dormant");
        Assert.False(thread.IsOpenHint);
        Assert.True(thread.FlushAsync().IsCompletedSuccessfully);
        Assert.Equal(0, home.Device.Count(LogOperation.DataSync));

        await Guard.Task(thread.FlushAsync(sync: true));
        Assert.Equal(1, home.Device.Count(LogOperation.DataSync));
    }

    [Fact]
    public async Task ThreadThatOwesASync_StaysOpenUntilItsBytesAreWrittenAgain()
    {
        await using var home = new EngineHome { DescriptorBudget = 2, Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));
        Assert.False(thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5), Durability.Synced).IsAccepted);
        home.Create("would make the other dormant");
        Assert.True(thread.IsOpenHint);

        home.Settle();
        await Guard.Task(thread.FlushAsync(sync: true));
        Assert.Equal(1, home.Device.Count(LogOperation.OpenRewriter));
        home.Create("makes it dormant");
        Assert.False(thread.IsOpenHint);
    }

    [Fact]
    public async Task Resume_DuringDispose_GivesTheThreadBack()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        await thread.DiscardAsync();
        var closing = home.Store;
        home.Device.Next(LogOperation.Open, new ScriptedFault(0, Before: () => Guard.Join(closing.DisposeAsync().AsTask())));

        Assert.Throws<ObjectDisposedException>(() => closing.Resume(thread.Id));
        home.Reopen().Resume(thread.Id).AppendTokens(1);
    }

    [Fact]
    public async Task UpdateMetadata_Cancelled_DoesNotWaitForALockedIndex()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        await thread.DiscardAsync();
        home.Index.Begin = IndexStatus.Busy;
        using var cancellation = new CancellationTokenSource();
        var update = home.Store.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "named" }, cancellation.Token);
        home.Projector.Step();
        Assert.False(update.IsCompleted);
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(update));
        home.Index.ClearScript();
        home.Clock.AdvanceMs(1_000);
        home.Settle();
        Assert.Equal("named", home.Row(thread.Id)!.Name);
    }

    [Fact]
    public async Task DormantThread_TakenByAnotherProcess_IsBusyAndGoesOnAfterIt()
    {
        await using var home = new EngineHome { DescriptorBudget = 2 };
        var thread = home.Create("first");
        home.Create("makes the other dormant");
        var second = home.OpenSecond();
        var theirs = second.Resume(thread.Id);
        theirs.AppendTokens(70);
        Assert.Throws<ThreadBusyException>(() => thread.AppendTokens(71));
        await theirs.DiscardAsync();

        thread.AppendTokens(72);
        home.Settle();
        Assert.Equal(4, home.Lines(thread.Id).Count);
        Assert.Contains("\"ordinal\":3,", home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        Assert.Equal(72, home.Row(thread.Id)!.TokensUsed);
        await second.DisposeAsync();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task LockFile_IsUnlinkedOnlyWhenTheRowHasReachedTheEnd()
    {
        await using var home = new EngineHome();
        var behind = home.Create("first");
        behind.AppendTokens(1);
        await behind.DiscardAsync();
        Assert.Equal(home.LockPath(behind.Id), Assert.Single(home.LockFiles));

        home.Settle();
        var there = home.Store.Resume(behind.Id);
        await there.DiscardAsync();
        Assert.Empty(home.LockFiles);
    }

    [Fact]
    public async Task LockFile_LeftByGoingDormantTooEarly_GoesWithTheShutdown()
    {
        await using var home = new EngineHome { DescriptorBudget = 2 };
        var thread = home.Create();
        thread.AppendUser("not projected yet");
        var other = home.Create();
        other.AppendUser("makes the other dormant");
        Assert.False(thread.IsOpenHint);
        Assert.Contains(home.LockPath(thread.Id), home.LockFiles);

        var shutdown = thread.ShutdownAsync();
        home.Settle();
        await Guard.Task(shutdown);
        Assert.DoesNotContain(home.LockPath(thread.Id), home.LockFiles);
    }

    [Fact]
    public async Task ManyThreads_OpenedAndClosed_LeaveNothingInTheStore()
    {
        await using var home = new EngineHome();
        var kept = home.Create("kept");
        for (var i = 0; i < 200; i++)
        {
            var thread = home.Create();
            thread.AppendTouch();
            await thread.DiscardAsync();
        }

        Assert.InRange(home.Store.OpenThreadsForTests, 1, 4);
        Assert.True(kept.IsOpenHint);
    }

    [Fact]
    public async Task UpdateMetadata_OfALazyThread_MaterialisesIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        var update = thread.UpdateMetadataAsync(new ThreadMetadataPatch { MemoryMode = "disabled" });
        home.Settle();
        await Guard.Task(update);
        Assert.Equal(("disabled", "paginated"), (home.Row(thread.Id)!.MemoryMode, home.Row(thread.Id)!.HistoryMode));
        Assert.Equal(2, home.Lines(thread.Id).Count);
    }

    [Fact]
    public async Task UpdateMetadata_OfAThreadThatIsNotLive_JournalsOneLineAndClosesItAgain()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        await thread.DiscardAsync();
        home.StartThreads();
        await Guard.Task(home.Store.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "a name" }));

        Assert.Equal("a name", home.Store.Read(thread.Id).Name);
        Assert.Contains("threadstore_metadata", home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        Assert.Empty(home.LockFiles);
        await Assert.ThrowsAsync<InvalidRequestException>(() => home.Store.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch()));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => home.Store.UpdateMetadataAsync(TempHome.Id, new ThreadMetadataPatch { Name = "x" }));
    }

    [Fact]
    public async Task Open_OfAHomeThatIsOpen_IsAConflictUntilItIsClosed()
    {
        await using var home = new EngineHome();
        var options = home.Options;
        var first = LocalThreadStore.Open(options, new StoreSeams { IsManual = true });
        Assert.Throws<ConflictException>(() => LocalThreadStore.Open(options, new StoreSeams { IsManual = true }));
        await first.DisposeAsync();
        await LocalThreadStore.Open(options, new StoreSeams { IsManual = true }).DisposeAsync();
    }

    [Fact]
    public async Task Verbs_OfAClosedStore_AreRefused()
    {
        var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();
        await home.Store.DisposeAsync();
        await home.Store.DisposeAsync();

        Assert.Throws<ThreadNotFoundException>(() => thread.AppendTouch());
        Assert.Throws<ObjectDisposedException>(() => home.Store.Create(new CreateThreadParams { Cwd = "/work" }));
        Assert.Throws<ObjectDisposedException>(() => home.Store.Resume(thread.Id));
        Assert.Empty(home.LockFiles);
        await home.DisposeAsync();
    }
}
