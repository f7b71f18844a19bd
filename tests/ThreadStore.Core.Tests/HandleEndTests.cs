using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

// What outlives a handle: a failed sync is owed by the next one, and ending a handle twice is ending it once.
public sealed class HandleEndTests
{
    [Fact]
    public async Task Resume_AfterAFailedSync_WritesTheBytesAgainBeforeItSaysSynced()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Always(LogOperation.DataSync, Libc.EIO);
        Assert.False(thread.TryAppend(ItemType.EventMsg, Payloads.Tokens(5), Durability.Synced).IsAccepted);
        home.Device.Script = null;
        home.Settle();
        await Guard.Task(thread.ShutdownAsync());
        Assert.Equal(0, home.Device.Count(LogOperation.WriteAt));

        var resumed = home.Store.Resume(thread.Id);
        Assert.True(resumed.TryAppend(ItemType.EventMsg, Payloads.Tokens(6), Durability.Synced).IsAccepted);

        // The kernel calls pages clean whose write-back failed: only writing them again makes the next sync true.
        Assert.NotEqual(0, home.Device.Count(LogOperation.WriteAt));
    }

    [Fact]
    public async Task Shutdown_WhileAnotherCallEndsTheHandle_Ends()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        var waiting = thread.ShutdownAsync();

        // This one does not wait for the projection and closes the handle under the other's barrier.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.ShutdownAsync(sync: false, new CancellationToken(canceled: true)));

        await Guard.Task(waiting);
        Assert.Throws<ThreadNotFoundException>(() => thread.AppendTokens(2));
    }

    [Fact]
    public async Task Shutdown_WhoseSyncFails_LeavesTheHandleOpen()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Device.Always(LogOperation.DataSync, Libc.EIO);

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(thread.ShutdownAsync(sync: true)));

        Assert.Equal((StoragePart.Log, StorageOutcome.Accepted), (fault.Part, fault.Outcome));
        home.Device.Script = null;
        thread.AppendTokens(1);
        await Guard.Stepping(thread.ShutdownAsync(sync: true), home.Settle);
        Assert.NotEqual(0, home.Device.Count(LogOperation.WriteAt));
    }

    [Fact]
    public async Task WaitProjected_ForAPositionBeyondTheLog_IsRefused()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Settle();
        var beyond = thread.End with { Offset = thread.End.Offset + 1 };
        var shutdown = thread.ShutdownAsync();
        home.Settle();
        await Guard.Task(shutdown);

        await Assert.ThrowsAsync<InvalidRequestException>(() => home.Store.WaitProjectedAsync(beyond));
    }
}
