using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Health;

/// <summary>
/// Law: a fault heals by itself within a second of its cause going away, by the store's clock, whoever met it; nothing is lost, nothing
/// is there twice, and health has said so meanwhile.
/// </summary>
/// <remarks>
/// Seen to fail: with a drainer that leaves a faulted log without lines alone, with one that tries a shorter file for ever, with failed catch-ups that are
/// forgotten or all read again, with a reconciler that waits its interval after a fault, with a sync's fault that stays, and with its debt forgotten.
/// </remarks>
public sealed class HealingTests
{
    [Fact]
    public async Task FullDisk_KeepsBufferedLinesInOrder_RefusesWrittenOnes_AndDrainsAllWhenThereIsSpace()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var (buffered, written) = (home.Create("one"), home.Create("two"));
        home.Reconcile();
        var before = home.Lines(buffered.Id).Count;
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(buffered.TryAppend(ItemType.EventMsg, Payloads.Tokens(i), Durability.Buffered).IsAccepted, "there is room in memory");
            var refused = written.TryAppend(ItemType.EventMsg, Payloads.Tokens(i), Durability.Written);
            Assert.Equal((false, StorageOutcome.NotAccepted, Libc.ENOSPC), (refused.IsAccepted, refused.Outcome, refused.ErrorCode));
            StoreHealthTests.Run(home, 100);
        }

        var health = home.Store.GetHealth();
        Assert.Equal(HealthState.Degraded, health.State);
        Assert.Equal((buffered.Id, ThreadFault.Log, Libc.ENOSPC), (health.FaultedThreads[0].Id, health.FaultedThreads[0].Fault, health.FaultedThreads[0].ErrorCode));
        Assert.Equal((1, StoragePart.Log, Libc.ENOSPC), (health.FaultedThreadCount, health.LastFault!.Part, health.LastFault.ErrorCode));
        Assert.Contains("No space left", health.LastFault.Message, StringComparison.Ordinal);
        Assert.Equal(buffered.End.Offset - buffered.Projected!.Committed, health.Projection.PendingBytes);
        Assert.InRange(health.Projection.Age, TimeSpan.FromMilliseconds(1900), TimeSpan.FromMilliseconds(2000));
        Assert.Equal(before, home.Lines(buffered.Id).Count);

        home.Device.Script = null;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 10);
        Assert.Equal(Enumerable.Range(1, 20), home.Lines(buffered.Id).Skip(before).Select(Total));
        Assert.Equal(before, home.Lines(written.Id).Count);
        Assert.True(written.TryAppend(ItemType.EventMsg, Payloads.Tokens(21), Durability.Written).IsAccepted);
        home.Settle();
        Assert.Equal((20L, 21L), (home.Row(buffered.Id)!.TokensUsed, home.Row(written.Id)!.TokensUsed));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task FaultedLog_ThatNobodyAppendsTo_IsLookedAtByItself()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        home.Reconcile();
        var before = home.Lines(thread.Id).Count;

        // Half of a line goes in and cannot be taken back: nobody knows what the file holds before it is looked at.
        home.Device.Script = static (_, operation) => operation switch
        {
            LogOperation.Write => new ScriptedFault(Libc.EIO, Bytes: 10),
            LogOperation.Truncate or LogOperation.GetLength => new ScriptedFault(Libc.EIO),
            _ => null,
        };
        Assert.Equal(StorageOutcome.Unknown, thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(1)).Outcome);
        StoreHealthTests.Run(home, 3000);
        Assert.Equal(ThreadFault.Log, Assert.Single(home.Store.GetHealth().FaultedThreads).Fault);

        home.Device.Script = null;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 10);
        Assert.Equal(before, home.Lines(thread.Id).Count);
        Assert.Equal(thread.End.Offset, new FileInfo(thread.RolloutPath!).Length);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task FailedSync_WhoseBytesCannotBeReadBack_HealsByItself_AndOwesTheSync()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        home.Reconcile();
        home.Device.Script = static (_, operation) => operation is LogOperation.DataSync or LogOperation.ReadAt or LogOperation.GetLength ? new ScriptedFault(Libc.EIO) : null;
        Assert.Equal(StorageOutcome.Accepted, thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(1), Durability.Synced).Outcome);
        Assert.Equal(StorageOutcome.Accepted, thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(2), Durability.Synced).Outcome);
        StoreHealthTests.Run(home, 1000);
        Assert.Equal(ThreadFault.Log, Assert.Single(home.Store.GetHealth().FaultedThreads).Fault);

        home.Device.Script = null;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 500);
        Assert.Equal(0, home.Device.Count(LogOperation.WriteAt));
        Assert.True(thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(3), Durability.Synced).IsAccepted);
        Assert.True(home.Device.Count(LogOperation.WriteAt) > 0, "what no sync covered was written again before this one");
        home.Settle();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task FaultedLog_ThatHasLostBytes_IsNotTriedForEver_AndStaysNamed()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        home.Reconcile();
        using (var file = File.OpenWrite(thread.RolloutPath!))
        {
            file.SetLength(10);
        }

        await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(thread.FlushAsync()));
        home.Settle();
        var operations = home.Device.Operations.Count;
        Assert.False(home.Store.Drainer.DrainOnce());
        Assert.Equal(operations, home.Device.Operations.Count);
        Assert.Equal(ThreadFault.Log, Assert.Single(home.Store.GetHealth().FaultedThreads).Fault);

        await thread.DiscardAsync();
        Assert.Equal(0, home.Store.GetHealth().FaultedThreadCount);
    }

    [Fact]
    public async Task CatchUp_OfAThreadThatNobodyHolds_IsTriedAgainBehindItsCaller()
    {
        await using var home = new EngineHome();
        var thread = home.Create("one");
        home.Reconcile();
        var id = thread.Id;
        home.Index.Begin = IndexStatus.Faulted;
        thread.AppendTokens(7);
        await thread.DiscardAsync();
        StoreHealthTests.Run(home, 4000);

        var health = home.Store.GetHealth();
        Assert.Equal((HealthState.Stuck, ProjectionStall.IndexFaulted), (health.State, health.Projection.Stall));
        Assert.Equal((id, ThreadFault.Row), (Assert.Single(health.FaultedThreads).Id, health.FaultedThreads[0].Fault));
        Assert.InRange(home.Index.Begins, 5, 30);

        home.Index.Begin = IndexStatus.Ready;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 500);
        Assert.Equal(7, home.Row(id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task CatchUp_WhoseLogCannotBeRead_IsTriedAgain()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("one");
        home.Reconcile();
        thread.AppendTokens(7);
        home.Device.Always(LogOperation.Open, Libc.EIO);
        await thread.DiscardAsync();
        StoreHealthTests.Run(home, 4000);
        Assert.Equal((thread.Id, Libc.EIO), (Assert.Single(home.Store.GetHealth().FaultedThreads).Id, home.Store.GetHealth().FaultedThreads[0].ErrorCode));

        home.Device.Script = null;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 500);
        Assert.Equal(7, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task CatchUp_WhileTheIndexFails_ReadsOnlyAFewLogsToFindOut()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var threads = Enumerable.Range(0, 40).Select(_ => home.Create("one")).ToList();
        home.Reconcile();
        home.Index.Begin = IndexStatus.Faulted;
        foreach (var thread in threads)
        {
            thread.AppendTokens(7);
            await thread.DiscardAsync();
        }

        StoreHealthTests.Run(home, 1000);
        Assert.Equal(40, home.Store.GetHealth().FaultedThreadCount);
        var opens = home.Device.Count(LogOperation.Open);
        StoreHealthTests.Run(home, 5000);
        Assert.InRange(home.Device.Count(LogOperation.Open) - opens, 1, 200);
        home.Index.Begin = IndexStatus.Ready;
        Assert.InRange(StoreHealthTests.MillisecondsUntilHealthy(home), 0, 600);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Reconciler_ThatMetAFault_LooksAgainSoon_HoweverSeldomItLooksElse()
    {
        using var done = new ManualResetEventSlim();
        await using var home = new EngineHome();
        var id = home.Create("one").Id;
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());
        home.Stopped();
        foreach (var path in Directory.GetFiles(home.Path, "threadstore-*"))
        {
            File.Delete(path);
        }

        // Nothing asks for an index but the reconciler, whose interval is infinite; the threads are the store's own, and so is the clock.
        ScriptedIndex index;
        using (var other = new StoreLock(home.Files.LockDirectory))
        {
            Assert.True(other.TryEnter(out _), "nobody else is here");
            index = new ScriptedIndex(SqliteIndexWriter.Open(home.Files)) { Begin = IndexStatus.Faulted, BeforeApply = _ => done.Set() };
        }

        var options = new ThreadStoreOptions { Home = home.Path, RefreshInterval = Timeout.InfiniteTimeSpan };
        await using var store = LocalThreadStore.Open(options, new StoreSeams { Index = index, IsSecondProcess = true });
        await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.CaughtUp));
        Assert.Equal((HealthState.Degraded, IndexUse.Faulted), (store.GetHealth().State, store.GetHealth().Index.Use));
        index.Begin = IndexStatus.Ready;

        Guard.Signal(done);
        await Guard.Task(store.WaitProjectedAsync(new Position(id, 1)));
    }

    private static int Total(string line)
    {
        const string Name = "\"total_tokens\":";
        var start = line.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return int.Parse(line.AsSpan(start, line.IndexOf('}', start) - start), System.Globalization.CultureInfo.InvariantCulture);
    }
}
