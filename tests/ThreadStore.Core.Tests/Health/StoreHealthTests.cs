using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Health;

/// <summary>Law: health says what is so at the moment, and every figure in it goes back to nothing when its cause has gone.</summary>
/// <remarks>
/// Seen to fail: with a success that clears no stall, with the end asked for under the gate, without what the projector has in hand, with a row's fault that
/// is not forgotten, and with a touch that counts from its last append.
/// </remarks>
public sealed class StoreHealthTests
{
    [Fact]
    public async Task GetHealth_WhenAllIsProjected_IsHealthyAndCountsNothing()
    {
        await using var home = new EngineHome();
        home.Create("one");
        home.Reconcile();

        var health = home.Store.GetHealth();

        Assert.Equal((HealthState.Healthy, null), (health.State, health.Reason));
        Assert.Equal((0L, TimeSpan.Zero, ProjectionStall.None, true), (health.Projection.PendingBytes, health.Projection.Age, health.Projection.Stall, health.Projection.IsAlive));
        Assert.Equal((IndexUse.Ready, home.Files.FindNewest(), home.Files.DatabasePath(1)), (health.Index.Use, health.Index.Epoch, health.Index.File));
        Assert.Equal((0L, 0, null), (health.CatchUpWaiting, health.FaultedThreadCount, health.LastFault));
    }

    [Fact]
    public async Task Pending_IsTheBytesBehindTheLastCommit_AndTheAgeOfTheOldestOfThem()
    {
        await using var home = new EngineHome { Linger = TimeSpan.FromMilliseconds(200) };
        var (first, second) = (home.Create(), home.Create());
        first.AppendUser("one");
        home.Clock.AdvanceMs(30);
        second.AppendUser("two");
        second.AppendTokens(1);
        home.Projector.Step();
        home.Clock.AdvanceMs(20);

        var waiting = home.Store.GetHealth().Projection;
        Assert.Equal((first.End.Offset + second.End.Offset, TimeSpan.FromMilliseconds(50)), (waiting.PendingBytes, waiting.Age));

        // In the projector's hands as well as in the slot.
        home.Clock.AdvanceMs(200);
        home.Index.FailNext(ApplyFault.None);
        using var gate = home.Index.BlockNext();
        var step = home.StepAside();
        gate.WaitEntered();
        home.Clock.AdvanceMs(50);
        Assert.Equal(TimeSpan.FromMilliseconds(300), home.Store.GetHealth().Projection.Age);
        second.AppendTokens(2);
        gate.Release();
        Guard.Join(step);

        var rest = home.Store.GetHealth().Projection;
        Assert.Equal((second.End.Offset - second.Projected!.Committed, TimeSpan.Zero), (rest.PendingBytes, rest.Age));
        Assert.True(rest.PendingBytes > 0, "a line came while the others were committed");
        home.Clock.AdvanceMs(7);
        Assert.Equal(TimeSpan.FromMilliseconds(7), home.Store.GetHealth().Projection.Age);

        home.Clock.AdvanceMs(200);
        home.Settle();
        Assert.Equal((0L, TimeSpan.Zero), (home.Store.GetHealth().Projection.PendingBytes, home.Store.GetHealth().Projection.Age));
    }

    [Fact]
    public async Task Age_OfATouchThatIsHeld_RunsFromItsAppend()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Clock.AdvanceMs(100);
        thread.AppendTouch();
        home.Settle();
        home.Clock.AdvanceMs(900);
        thread.AppendTouch();

        Assert.Equal(TimeSpan.FromMilliseconds(900), home.Store.GetHealth().Projection.Age);
        Assert.Equal(HealthState.Healthy, Known(home).State);
        home.Clock.AdvanceMs(5000);
        home.Settle();
        Assert.Equal((0L, TimeSpan.Zero), (home.Store.GetHealth().Projection.PendingBytes, home.Store.GetHealth().Projection.Age));
    }

    [Fact]
    public async Task Stuck_OnAForeignTransaction_SaysSoAfterASecond_AndHealsWithinOne()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Reconcile();
        using (var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            thread.AppendTokens(7);
            Run(home, 999);
            var early = home.Store.GetHealth();
            Assert.Equal((HealthState.Healthy, ProjectionStall.IndexLocked, false), (early.State, early.Projection.Stall, early.Projection.IsStuck));

            Run(home, 8000);
            var stuck = home.Store.GetHealth();
            Assert.Equal((HealthState.Stuck, ProjectionStall.IndexLocked), (stuck.State, stuck.Projection.Stall));
            Assert.InRange(stuck.Projection.StalledFor, TimeSpan.FromMilliseconds(8900), TimeSpan.FromMilliseconds(8999));
            Assert.Contains("another connection holds the index", stuck.Reason, StringComparison.Ordinal);
            Assert.True(stuck.Projection is { PendingBytes: > 0, Age.TotalMilliseconds: 8999 }, "a line waits since the lock was taken");
            Assert.Equal((null, 0), (stuck.LastFault, stuck.FaultedThreadCount));
            foreign.Execute("ROLLBACK");
        }

        Assert.InRange(MillisecondsUntilHealthy(home), 0, 50);
        Assert.Equal(7, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(2, home.Index.Committed.Count);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Stuck_OnAStoreLockThatAnotherProcessHolds_SaysThat()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Reconcile();
        using (var other = new StoreLock(home.Files.LockDirectory))
        {
            Assert.True(other.TryEnter(out _));
            thread.AppendTokens(7);
            Run(home, 2000);

            var stuck = home.Store.GetHealth();
            Assert.Equal((HealthState.Stuck, ProjectionStall.StoreLockHeld), (stuck.State, stuck.Projection.Stall));
        }

        Assert.InRange(MillisecondsUntilHealthy(home), 0, 50);
        Assert.Equal(7, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Stuck_OnFailingTransactions_NamesTheFault_AndHealsWithinASecond()
    {
        await using var home = new EngineHome();
        var (first, second) = (home.Create("one"), home.Create("two"));
        home.Reconcile();
        home.Index.Begin = IndexStatus.Faulted;
        first.AppendTokens(1);
        second.AppendTokens(2);
        Run(home, 5000);

        var stuck = home.Store.GetHealth();
        Assert.Equal((HealthState.Stuck, ProjectionStall.IndexFaulted, IndexUse.Faulted), (stuck.State, stuck.Projection.Stall, stuck.Index.Use));
        var fault = stuck.LastFault!;
        Assert.Equal((StoragePart.Index, StorageOutcome.Accepted, 787, "scripted"), (fault.Part, fault.Outcome, fault.ErrorCode, fault.Message));
        Assert.Equal((stuck.Faults, true), (fault.Count, fault.Count > 5));
        Assert.InRange(FakeClock.Start.AddMilliseconds(5000) - fault.At, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.Equal(0, stuck.FaultedThreadCount);

        home.Index.Begin = IndexStatus.Ready;
        Assert.InRange(MillisecondsUntilHealthy(home), 0, 500);
        Assert.Equal((1L, 2L), (home.Row(first.Id)!.TokensUsed, home.Row(second.Id)!.TokensUsed));
        Assert.Equal(4, home.Index.Committed.Count);
        Assert.NotNull(home.Store.GetHealth().LastFault);
        home.AssertRowsEqualRebuild();

        // What was so before counts no more: a thread that fails by itself holds up nobody.
        home.Index.Poison = static _ => ApplyFault.Row;
        first.AppendTokens(3);
        Run(home, 2000);
        Assert.Equal((HealthState.Degraded, ProjectionStall.None), (home.Store.GetHealth().State, home.Store.GetHealth().Projection.Stall));
    }

    [Fact]
    public async Task Stuck_InAStepThatDoesNotEnd_IsSaidWhileItLasts()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Reconcile();
        thread.AppendTokens(7);
        using var gate = home.Index.BlockNext();
        var step = home.StepAside();
        gate.WaitEntered();
        home.Clock.AdvanceMs(999);
        Assert.Equal(ProjectionStall.None, home.Store.GetHealth().Projection.Stall);
        home.Clock.AdvanceMs(1);

        // Asked while the projector is inside of the index: nothing that it holds is waited for.
        Assert.Equal((HealthState.Stuck, ProjectionStall.StepUnderWay), (home.Store.GetHealth().State, home.Store.GetHealth().Projection.Stall));
        gate.Release();
        Guard.Join(step);
        Assert.Equal(HealthState.Healthy, home.Store.GetHealth().State);
    }

    [Fact]
    public async Task FaultedThread_WhoseRowFailsAlone_IsNamed_AndOthersAreProjected()
    {
        await using var home = new EngineHome();
        var (poisoned, well) = (home.Create("one"), home.Create("two"));
        home.Reconcile();
        home.Index.Poison = id => id == poisoned.Id ? ApplyFault.Row : ApplyFault.None;
        poisoned.AppendTokens(1);
        Run(home, 3000);
        well.AppendTokens(2);
        Run(home, 3000);

        var health = home.Store.GetHealth();
        Assert.Equal(HealthState.Degraded, health.State);
        var faulted = Assert.Single(health.FaultedThreads);
        Assert.Equal((poisoned.Id, ThreadFault.Row, 787, 1), (faulted.Id, faulted.Fault, faulted.ErrorCode, health.FaultedThreadCount));
        Assert.Equal(TimeSpan.FromMilliseconds(6000), faulted.For);
        Assert.Contains(poisoned.Id.ToString(), health.Reason, StringComparison.Ordinal);
        Assert.False(health.Projection.IsStuck);

        home.Index.Poison = null;
        Assert.InRange(MillisecondsUntilHealthy(home), 0, 500);
        Assert.Equal((1L, 2L), (home.Row(poisoned.Id)!.TokensUsed, home.Row(well.Id)!.TokensUsed));
    }

    [Fact]
    public async Task FaultedThreads_AreNamedUpToABound_AndCountedAll()
    {
        await using var home = new EngineHome();
        home.Index.Poison = static _ => ApplyFault.Row;
        for (var i = 0; i <= StoreHealth.MaxFaultedThreads; i++)
        {
            home.Create().AppendUser("poison");
        }

        Run(home, 1000);
        var health = home.Store.GetHealth();
        Assert.Equal((StoreHealth.MaxFaultedThreads, StoreHealth.MaxFaultedThreads + 1), (health.FaultedThreads.Count, health.FaultedThreadCount));
    }

    [Fact]
    public async Task GetHealth_WhileAnAppendHangsInTheDisk_AnswersAtOnce()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        home.Reconcile();
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        home.Device.Next(LogOperation.Write, new ScriptedFault(0, Before: () =>
        {
            entered.Set();
            Guard.Signal(released);
        }));
        var append = Task.Run(() => thread.AppendTokens(1));
        Guard.Signal(entered);

        // The appender holds the thread's gate, and stays in its write until we are through.
        Assert.Equal(HealthState.Healthy, (await Guard.Task(Task.Run(home.Store.GetHealth))).State);
        released.Set();
        await Guard.Task(append);
    }

    [Fact]
    public async Task GetHealth_OfAClosedStore_SaysThatItHasEnded()
    {
        var home = new EngineHome();
        home.Create("one");
        var store = home.Store;
        home.StartThreads();
        await Guard.Task(store.DisposeAsync().AsTask());

        Assert.Equal((HealthState.Ended, false), (store.GetHealth().State, store.GetHealth().Projection.IsAlive));
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Appends_OfAStoreWithHealth_PublishWithoutAllocation()
    {
        await using var home = new PlainHome();
        var thread = home.Store.Create(new CreateThreadParams { Cwd = "/" });
        thread.AppendUser("one");
        home.Store.Projector.Step();

        ThreadStore.Items.Allocation.AssertNone(() =>
        {
            thread.Append(ItemType.EventMsg, """{"type":"token_count","info":{"total_token_usage":{"total_tokens":7}}}"""u8);
            home.Store.Projector.Step();
        });
        Assert.Equal(0, home.Store.GetHealth().Projection.PendingBytes);
    }

    // Recovery has not run in most of these homes: what matters is what else is said.
    private static StoreHealth Known(EngineHome home)
    {
        home.Reconcile();
        return home.Store.GetHealth();
    }

    // As the store's threads would: a step whenever the projector asks for one, until the clock has gone that far.
    internal static void Run(EngineHome home, int milliseconds)
    {
        var end = home.Clock.GetUtcNow().AddMilliseconds(milliseconds);
        while (home.Clock.GetUtcNow() < end)
        {
            home.Store.Drainer.DrainOnce();
            var wait = home.Projector.Step();
            while (home.CatchUp.RunOnce())
            {
                wait = home.Projector.Step();
            }

            var left = end - home.Clock.GetUtcNow();
            home.Clock.Advance(wait == Timeout.InfiniteTimeSpan || wait > left ? left : wait);
        }
    }

    internal static int MillisecondsUntilHealthy(EngineHome home)
    {
        var milliseconds = 0;
        home.Settle();
        while (home.Store.GetHealth() is not { State: HealthState.Healthy, Projection.PendingBytes: 0 })
        {
            Assert.True(milliseconds++ < 1000, $"not healthy within a second: {home.Store.GetHealth()}");
            home.Clock.AdvanceMs(1);
            home.Settle();
        }

        return milliseconds;
    }
}
