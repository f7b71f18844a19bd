using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: a barrier drains, publishes what is held and waits for a position. "Not yet" fails nobody; a failure is retried after 10 ms
/// doubling to 500, a barrier overrides that once, an append never; and every way in which a handle ends completes its barriers.
/// </summary>
public sealed class BarrierTests
{
    [Fact]
    public async Task Flush_AfterAnotherProcessHasReplacedTheIndex_IsProjectedIntoTheNewOne()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var other = home.OpenSecond();
        other.Projector.Submit(new ProjectionStep(StepKind.NewEpoch, default, null, static (_, _) => { }));
        EngineHome.Settle(other);
        Assert.Null(home.Row(thread.Id));

        // Nothing is pending; but what was committed is not where readers look any more.
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);

        Assert.Equal("first", home.Row(thread.Id)!.Preview);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Retries_OfAFailingRow_BackOffFrom10To500Milliseconds()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        home.Index.Poison = static _ => ApplyFault.Row;
        thread.AppendUser("poison");

        foreach (var pause in new[] { 10, 20, 40, 80, 160, 320, 500, 500 })
        {
            var applies = home.Index.Applies.Count;
            Assert.Equal(TimeSpan.FromMilliseconds(pause), home.Projector.Step());
            Assert.Equal(applies + 1, home.Index.Applies.Count);
            home.Clock.AdvanceMs(pause - 1);
            home.Projector.Step();
            Assert.Equal(applies + 1, home.Index.Applies.Count);
            home.Clock.AdvanceMs(1);
        }

        home.Index.Poison = null;
        home.Projector.Step();
        Assert.Single(home.Index.Committed);

        // After a success the back-off starts anew.
        home.Index.FailNext(ApplyFault.Row);
        thread.AppendTokens(1);
        Assert.Equal(TimeSpan.FromMilliseconds(10), home.Projector.Step());
    }

    [Fact]
    public async Task Retry_WithALinger_DoesNotLingerAgain()
    {
        await using var home = new EngineHome { Linger = TimeSpan.FromMilliseconds(200) };
        var thread = home.Create();
        home.Index.FailNext(ApplyFault.Row);
        thread.AppendUser("later");
        Assert.Equal(TimeSpan.FromMilliseconds(200), home.Projector.Step());
        home.Clock.AdvanceMs(200);
        Assert.Equal(TimeSpan.FromMilliseconds(10), home.Projector.Step());

        home.Clock.AdvanceMs(10);
        home.Projector.Step();
        Assert.Single(home.Index.Committed);
    }

    [Fact]
    public async Task Append_DuringTheBackOff_DoesNotOverrideIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        home.Index.Poison = static _ => ApplyFault.Row;
        thread.AppendUser("poison");
        home.Projector.Step();

        for (var i = 0; i < 20; i++)
        {
            thread.AppendTokens(i);
            home.Projector.Step();
        }

        Assert.Single(home.Index.Applies);
    }

    [Fact]
    public async Task Barrier_DuringTheBackOff_OverridesItOnce()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        home.Index.Poison = static _ => ApplyFault.Row;
        thread.AppendUser("poison");
        home.Projector.Step();

        var flush = thread.FlushAsync();
        home.Projector.Step();
        home.Projector.Step();
        Assert.Equal(2, home.Index.Applies.Count);
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flush));
        Assert.Equal((StorageOutcome.Accepted, thread.End), (fault.Outcome, fault.Position));

        var again = thread.FlushAsync();
        home.Projector.Step();
        Assert.Equal(3, home.Index.Applies.Count);
        await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(again));
    }

    [Fact]
    public async Task Barrier_WhoseFirstFailureIsSuperseded_FailsWithTheSecond()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one");
        var flush = thread.FlushAsync();
        using var first = home.Index.BlockNext(ApplyFault.Row);
        using var second = home.Index.BlockNext(ApplyFault.Row);
        var step = home.StepAside();
        first.WaitEntered();
        thread.AppendTokens(1);
        first.Release();

        // The barrier's own override: at once, although the clock stands still.
        second.WaitEntered();
        Assert.True(thread.Projected!.IsUrgent);
        thread.AppendTokens(2);
        second.Release();
        Guard.Join(step);
        await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flush));
        Assert.Equal(2, home.Index.Applies.Count);

        home.Clock.AdvanceMs(1000);
        home.Projector.Step();
        Assert.Equal(thread.End.Offset, Assert.Single(home.Index.Committed).To);
    }

    [Fact]
    public async Task Busy_IsNotYet_AppendsGoOnAndAllIsProjectedAfter()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one");
        home.Index.Begin = IndexStatus.Busy;
        var flush = thread.FlushAsync();
        for (var i = 0; i < 100; i++)
        {
            thread.AppendTokens(i);
            var wait = home.Projector.Step();
            Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));
            home.Clock.Advance(wait);
        }

        Assert.True(thread.Projected!.IsUrgent);
        Assert.Equal(0, home.Projector.Counters.Failures);
        home.Index.Begin = IndexStatus.Ready;
        home.Projector.Step();
        await Guard.Task(flush);
        Assert.Equal(thread.End.Offset, Assert.Single(home.Index.Applies).To);
        Assert.Equal(99, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Busy_AtTheCommit_IsNotYetEither()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one");
        home.Index.NextCommit = IndexStatus.Busy;
        var flush = thread.FlushAsync();
        home.Projector.Step();
        Assert.True(thread.Projected!.IsUrgent);
        Assert.Equal(0, home.Projector.Counters.Failures);

        home.Clock.AdvanceMs(50);
        home.Projector.Step();
        await Guard.Task(flush);
        Assert.Single(home.Index.Committed);
    }

    [Fact]
    public async Task ForeignTransaction_HeldOnTheIndex_KeepsBarriersWaitingAndNobodyElse()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        Task flush;
        using (var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            thread.AppendTokens(7);
            flush = thread.FlushAsync();
            home.Projector.Step();
            thread.AppendTokens(8);
            home.Clock.AdvanceMs(100);
            home.Projector.Step();
            Assert.True(thread.Projected!.IsUrgent);
            Assert.Equal(0, home.Projector.Counters.Failures);
            foreign.Execute("ROLLBACK");
        }

        home.Clock.AdvanceMs(100);
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(8, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Discard_CompletesEveryBarrier()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one");
        var flush = thread.FlushAsync();
        Assert.Equal(0, await thread.DiscardAsync());

        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(flush));
        home.Settle();
        Assert.Equal("one", home.Row(thread.Id)!.Preview);
    }

    [Fact]
    public async Task Shutdown_WhoseWaitIsCancelled_CompletesOtherBarriersAndLeavesTheFactsToCatchUp()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("one");
        var flush = thread.FlushAsync();
        using var cancelled = new CancellationTokenSource();
        var shutdown = thread.ShutdownAsync(sync: false, cancelled.Token);
        cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(shutdown));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(flush));
        Assert.Single(home.LockFiles);
        home.Settle();
        Assert.Equal("one", home.Row(thread.Id)!.Preview);
    }

    [Fact]
    public async Task Dispose_OfTheStoreWithAFailingIndex_CompletesEveryBarrier()
    {
        var home = new EngineHome();
        var thread = home.Create();
        home.Index.Poison = static _ => ApplyFault.Row;
        thread.AppendUser("one");
        var flush = thread.FlushAsync();
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());

        await Assert.ThrowsAnyAsync<ThreadStoreException>(() => Guard.Task(flush));
        Assert.Single(home.LockFiles);
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_OfTheStore_EndsARebuildThatNobodyFinishes()
    {
        var home = new EngineHome();
        home.Create("one");
        home.Index.Begin = IndexStatus.Busy;
        var rebuild = home.Store.RebuildAsync();
        var waiting = home.CatchUp.RequestAsync(TempHome.Id, RolloutPath.New(TempHome.Id, DateTime.UnixEpoch));
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());

        await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(rebuild));
        await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(waiting));
        await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(home.CatchUp.RequestAsync(TempHome.Id, RolloutPath.New(TempHome.Id, DateTime.UnixEpoch))));
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Flush_OfALazyThread_EndsAtOnceWithoutAFile()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        Assert.True(thread.FlushAsync(sync: true).IsCompletedSuccessfully);
        Assert.Empty(home.Rollouts);
        Assert.Null(thread.RolloutPath);
    }

    [Fact]
    public async Task Persist_OfALazyThread_MaterialisesAndProjectsIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        var persist = thread.PersistAsync(sync: true);
        home.StartThreads();
        await Guard.Task(persist);
        Assert.Contains("\"session_meta\"", Assert.Single(home.Lines(thread.Id)), StringComparison.Ordinal);
        Assert.Equal("/work", home.Row(thread.Id)!.Cwd);
    }

    [Fact]
    public async Task Cancelling_AWait_DoesNotCancelTheWork()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var cancelled = new CancellationTokenSource();
        var append = thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.User("kept"), cancellationToken: cancelled.Token).AsTask();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(append));
        Assert.False(thread.Projected!.IsUrgent);

        home.Settle();
        Assert.Equal("kept", home.Row(thread.Id)!.Preview);
    }

    [Fact]
    public async Task Barrier_OnALogThatCannotBeRead_GetsTheFaultAndTheRetryBacksOff()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        thread.AppendTokens(1);
        thread.Projected!.MarkDirty();
        home.Device.Always(LogOperation.Open, Libc.EIO);
        var flush = thread.FlushAsync();
        home.Settle();

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flush));
        Assert.Equal((StoragePart.Log, Libc.EIO), (fault.Part, fault.ErrorCode));
        var opens = home.Device.Count(LogOperation.Open);
        home.Settle();
        Assert.Equal(opens, home.Device.Count(LogOperation.Open));

        home.Device.Script = null;
        home.Clock.AdvanceMs(500);
        home.Settle();
        Assert.Equal(1, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Barrier_OnALogThatWasRemoved_EndsWithThreadNotFound()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        thread.AppendTokens(1);
        var flush = thread.FlushAsync();
        File.Delete(thread.RolloutPath!);
        home.Settle();

        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(flush));
        Assert.Null(home.Row(thread.Id));
    }

    [Fact]
    public async Task Barrier_OnALogThatLostItsBytes_EndsWithAFaultOfTheLog()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        var kept = thread.End.Offset;
        thread.AppendTokens(1);
        var flush = thread.FlushAsync();
        using (var file = new FileStream(thread.RolloutPath!, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(kept);
        }

        home.Settle();
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flush));
        Assert.Equal((StoragePart.Log, StorageOutcome.Unknown), (fault.Part, fault.Outcome));
        Assert.Equal((kept, 0), (home.Row(thread.Id)!.LogOffset, home.Row(thread.Id)!.TokensUsed));
    }

    [Fact]
    public async Task RebuildThatFailedAfterMakingItsFile_DoesNotLeaveLiveThreadsWithoutARow()
    {
        await using var home = new EngineHome();
        var idle = home.Create("idle");
        home.Index.LoseNextEpoch = true;
        var rebuild = home.Store.RebuildAsync();
        home.Projector.Step();
        await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(rebuild));

        home.Create("brings the next transaction");
        Assert.Equal("idle", home.Row(idle.Id)!.Preview);
    }

    [Fact]
    public async Task BarrierAfterANewEpoch_WaitsForTheNewFile()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Index.Distrust(home.Index.Epoch);
        var other = home.Create();
        other.AppendUser("two");
        home.Projector.Step();

        // The projector has seen the new file, which does not have this row yet: what was committed before does not count.
        var flush = thread.FlushAsync();
        Assert.True(thread.Projected!.IsUrgent);
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal("one", home.Row(thread.Id)!.Preview);
        Assert.Equal("two", home.Row(other.Id)!.Preview);
        home.AssertRowsEqualRebuild();
    }
}
