using System.IO;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// One writer per thread, kept by an exclusive flock on <home>/thread-writer-locks/<id>.lock. To take it, Codex first holds .coordination.lock:
// exclusively if it can, and then it also removes every lock file that is free; else shared with others, and then it removes nothing.
// So whoever opens a lock file without holding the coordination lock may go on to lock a file that is no longer there.
public sealed class PeerWriterLockTests
{
    [Fact]
    public async Task Resume_WhileAnotherCodexWrites_IsRefused()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var first = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;

        var second = await peer.TryResumeAsync(threadId, "Me too");

        AssertRefused(second, threadId);
        gate.Open();
        Assert.Equal("Mock answer 1", (await first.WaitAsync()).RequireSuccess().Answer);
        Assert.Equal("Mock answer 2", (await peer.ResumeAsync(threadId, "Now me")).Answer);
    }

    [Fact]
    public async Task Resume_WhileAnAppServerHasTheThreadLoaded_IsRefused()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");

        AssertRefused(await peer.TryResumeAsync(threadId, "Me too"), threadId);

        await server.CloseAsync();
        Assert.False(File.Exists(peer.Home.WriterLockOf(threadId)));
        await peer.ResumeAsync(threadId, "Now me");
    }

    [Fact]
    public async Task Resume_WhileWeHoldTheLock_IsRefusedAndChangesNothing()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        var path = peer.Home.RolloutOf(threadId);
        var before = await File.ReadAllBytesAsync(path);

        using (FileLock.TryTake(peer.Home.WriterLockOf(threadId)))
        {
            var result = await peer.TryResumeAsync(threadId, "Me too");

            AssertRefused(result, threadId);
            Assert.Empty(result.Output);
            Assert.Equal(before, await File.ReadAllBytesAsync(path));
            Assert.Single(peer.Server.Requests);
            Assert.True(File.Exists(peer.Home.WriterLockOf(threadId)));
        }

        Assert.Equal("Mock answer 2", (await peer.ResumeAsync(threadId, "Now me")).Answer);
        // Codex removes the file that we left when it leaves itself.
        Assert.False(File.Exists(peer.Home.WriterLockOf(threadId)));
    }

    [Fact]
    public async Task TryTake_WhileCodexWrites_IsRefusedToUs()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;

        Assert.Null(FileLock.TryTake(peer.Home.WriterLockOf(threadId)));
        using (var coordination = FileLock.TryTake(peer.Home.CoordinationLock))
        {
            // Held only while a lock is taken or given back.
            Assert.NotNull(coordination);
        }

        gate.Open();
        (await process.WaitAsync()).RequireSuccess();
    }

    // A .NET file handle takes a shared flock of its own accord, and that is enough to shut Codex out of the thread.
    [Fact]
    public async Task Resume_WhileAFileStreamHasTheLockFileOpen_IsRefused()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        await using var looker = new FileStream(peer.Home.WriterLockOf(threadId), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

        AssertRefused(await peer.TryResumeAsync(threadId, "Me too"), threadId);
    }

    [Fact]
    public async Task Resume_AfterTheWriterWasKilled_TakesOverTheStaleLockFile()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;
        await process.KillAsync();
        // Still there, and empty: it does not name its holder.
        Assert.Equal(0, new FileInfo(peer.Home.WriterLockOf(threadId)).Length);

        await peer.ResumeAsync(threadId, "Now me");
    }

    [Fact]
    public async Task Resume_OfAnyThread_RemovesTheLockFilesThatNobodyHolds()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        var free = peer.Home.WriterLockOf("01a1fcb7-7132-7b11-bcb0-144749e5c184");
        var held = peer.Home.WriterLockOf("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
        await File.WriteAllBytesAsync(free, []);
        using var holder = FileLock.TryTake(held);

        await peer.ResumeAsync(threadId, "Next question");

        Assert.False(File.Exists(free));
        Assert.True(File.Exists(held));
    }

    [Fact]
    public async Task Resume_WhileWeShareTheCoordinationLock_WorksAndLeavesTheLockFile()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        using var coordination = FileLock.TryShare(peer.Home.CoordinationLock);
        Assert.NotNull(coordination);

        await peer.ResumeAsync(threadId, "Next question");

        Assert.True(File.Exists(peer.Home.WriterLockOf(threadId)));
        using var writer = FileLock.TryTake(peer.Home.WriterLockOf(threadId));
        Assert.NotNull(writer);
    }

    private static void AssertRefused(CodexResult result, string threadId)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.True(result.IsRefusedAsBusy(threadId), result.Error);
    }
}
