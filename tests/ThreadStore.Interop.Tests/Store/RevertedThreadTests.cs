using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// A thread that Codex took back to an earlier turn goes on in a further file: our store does not read it, but moves and removes it with the thread.
public sealed class RevertedThreadTests
{
    [Fact]
    public async Task Delete_OfAThreadThatCodexTookBack_LeavesNothing_UnlessAForkContinuesIt()
    {
        await using var peer = await CodexPeer.StartAsync();
        ThreadId id;
        string fork;
        await using (var server = await peer.StartAppServerAsync())
        {
            id = await WriteAsync(peer, server);
            fork = await server.ForkThreadAsync(id.ToString());
            await server.RunTurnAsync(fork, "Question of the fork");
            await server.CloseAsync();
        }

        await using var store = await peer.Home.OpenStoreAsync();
        Assert.Equal(2, Files(peer.Home, id).Length);
        Assert.Equal([ThreadId.Parse(fork)], store.PlanDelete(id).Forks);
        await Assert.ThrowsAsync<ConflictException>(() => store.DeleteAsync(id));
        Assert.Equal(2, Files(peer.Home, id).Length);
        await store.DeleteAsync(ThreadId.Parse(fork));

        var receipt = await store.DeleteAsync(id);

        Assert.Equal(2, receipt.Files.Count);
        Assert.Empty(Files(peer.Home, id));
        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Empty(await server.ListIdsAsync());
            Assert.Empty(await server.ListIdsAsync(archived: true));
            await server.CloseAsync();
        }
    }

    [Fact]
    public async Task Archive_OfAThreadThatCodexTookBack_MovesAllItsFiles_AndUnarchiveBringsThemBack()
    {
        await using var peer = await CodexPeer.StartAsync();
        ThreadId id;
        await using (var server = await peer.StartAppServerAsync())
        {
            id = await WriteAsync(peer, server);
            await server.CloseAsync();
        }

        var files = Files(peer.Home, id);
        await using var store = await peer.Home.OpenStoreAsync();

        await store.ArchiveAsync(id);

        Assert.All(Files(peer.Home, id), file => Assert.StartsWith(peer.Home.ArchivedSessions, file, StringComparison.Ordinal));
        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Empty(await server.ListIdsAsync());
            // Once per file: a fault of its own.
            Assert.Equal([id.ToString()], (await server.ListIdsAsync(archived: true)).Distinct());
            await server.CloseAsync();
        }

        await store.UnarchiveAsync(id);

        Assert.Equal(files, Files(peer.Home, id));
        await peer.ResumeAsync(id.ToString(), "Last question");
        string[] questions = ["First question", "Second question", "Question instead", "Last question"];
        Assert.Equal(["First question", "Question instead", "Last question"], peer.Server.Requests[^1].TextsOf("user").Intersect(questions));
    }

    private static async Task<ThreadId> WriteAsync(CodexPeer peer, AppServer server)
    {
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var second = (await server.RunTurnAsync(threadId, "Second question")).GetProperty("id").GetString()!;
        await server.RevertAsync(threadId, second);
        await server.RunTurnAsync(threadId, "Question instead");
        return ThreadId.Parse(threadId);
    }

    private static string[] Files(CodexHome home, ThreadId id) =>
        [.. Directory.EnumerateFiles(home.Location, $"rollout-*{id}*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
