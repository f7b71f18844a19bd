using System;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// Who holds a thread holds it alone, whichever program it is; the other is told so, and changes nothing.
public sealed class OneWriterTests
{
    [Fact]
    public async Task CodexResume_WhileOurThreadIsLive_IsRefusedAndChangesNothing()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        await store.LookAtAsync(threadId);
        var live = store.Resume(ThreadId.Parse(threadId));
        live.AppendTurn("Our question", "Our answer");
        var before = await File.ReadAllBytesAsync(live.RolloutPath!);

        var refused = await peer.TryResumeAsync(threadId, "Me too");

        Assert.Equal(1, refused.ExitCode);
        Assert.True(refused.IsRefusedAsBusy(threadId), refused.Error);
        Assert.Empty(refused.Output);
        Assert.Single(peer.Server.Requests);
        Assert.Equal(before, await File.ReadAllBytesAsync(live.RolloutPath!));
        Assert.Equal([Environment.ProcessId], LockTable.OwnersOf(peer.Home.WriterLockOf(threadId)));

        await live.ShutdownAsync();
        Assert.False(File.Exists(peer.Home.WriterLockOf(threadId)));
        await peer.ResumeAsync(threadId, "Now me");
        Assert.Contains("Our question", peer.Server.Requests[^1].TextsOf("user"));
    }

    // Before anything is persisted there is no file, but the id is ours already.
    [Fact]
    public async Task Create_BeforeItsFirstLine_HoldsTheLockAndLeavesNothing()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var live = store.Create(OurTurn.Parameters(peer.Home.Repository, HistoryMode.Paginated));
        var path = peer.Home.WriterLockOf(live.Id.ToString());
        Assert.Equal([Environment.ProcessId], LockTable.OwnersOf(path));

        // Sweeps the folder: what is held stays.
        await peer.ExecAsync("Another thread");
        Assert.Equal([Environment.ProcessId], LockTable.OwnersOf(path));

        await live.ShutdownAsync();
        Assert.False(File.Exists(path));
        Assert.Null(peer.Home.FindRollout(live.Id.ToString()));
    }

    [Fact]
    public async Task OurResume_WhileCodexHoldsTheThread_SaysWhoHoldsItAndChangesNothing()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        using var gate = peer.Server.HoldNext();
        await using var codex = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;
        var id = ThreadId.Parse(threadId);
        var before = await File.ReadAllBytesAsync(peer.Home.RolloutOf(threadId));
        Assert.Equal([codex.Id], LockTable.OwnersOf(peer.Home.WriterLockOf(threadId)));

        var busy = Assert.Throws<ThreadBusyException>(() => store.Resume(id));
        var alsoBusy = await Assert.ThrowsAsync<ThreadBusyException>(() => store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Ours" }));

        Assert.Equal(id, busy.Thread);
        Assert.Equal($"codex (pid {codex.Id})", busy.Holder);
        Assert.Contains($"pid {codex.Id}", alsoBusy.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(peer.Home.RolloutOf(threadId)));
        Assert.Equal([codex.Id], LockTable.OwnersOf(peer.Home.WriterLockOf(threadId)));
        // Reading needs no lock: what Codex has written so far shows.
        Assert.Equal("Long question", (await store.LookAtAsync(threadId)).Title);

        gate.Open();
        Assert.Equal("Mock answer 1", (await codex.WaitAsync()).RequireSuccess().Answer);
        await using var live = store.Resume(id);
        live.AppendTurn("Our question", "Our answer");
        Ordinals.AssertWhole(live.RolloutPath!, HistoryMode.Paginated);
    }

    [Fact]
    public async Task OurResume_WhileAnAppServerHasTheThreadLoaded_IsRefusedUntilItEnds()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");

        Assert.Throws<ThreadBusyException>(() => store.Resume(ThreadId.Parse(threadId)));

        await server.CloseAsync();
        await using var live = store.Resume(ThreadId.Parse(threadId));
    }

    [Fact]
    public async Task OurResume_AfterCodexWasKilled_TakesOverTheFileThatItLeft()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        using var gate = peer.Server.HoldNext();
        await using var codex = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;
        await codex.KillAsync();
        var path = peer.Home.WriterLockOf(threadId);
        Assert.True(File.Exists(path));

        await using (var live = store.Resume(ThreadId.Parse(threadId)))
        {
            Assert.Equal([Environment.ProcessId], LockTable.OwnersOf(path));
            live.AppendTurn("Our question", "Our answer");
        }

        Assert.False(File.Exists(path));
        await peer.ResumeAsync(threadId, "Now me");
        Ordinals.AssertWhole(peer.Home.RolloutOf(threadId), HistoryMode.Paginated);
    }
}
