using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// The verbs that only the app server has: name, archive, fork, list.
public sealed class PeerAppServerTests
{
    [Fact]
    public async Task SetName_OfAThread_IsInTheRowAndTheIndexFileButNotInTheRollout()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");

        await server.SetNameAsync(threadId, "Given name");

        var thread = Assert.Single(await server.ListAsync());
        Assert.Equal("Given name", thread.GetProperty("name").GetString());
        await server.CloseAsync();
        Assert.Equal("Given name", CodexState.Thread(peer.Home, threadId)!["name"]);
        Assert.Equal("First question", CodexState.Thread(peer.Home, threadId)!["title"]);
        var index = JsonElement.Parse(Assert.Single(await File.ReadAllLinesAsync(Path.Combine(peer.Home.Location, "session_index.jsonl"))));
        Assert.Equal(threadId, index.GetProperty("id").GetString());
        Assert.Equal("Given name", index.GetProperty("thread_name").GetString());
        Assert.DoesNotContain("Given name", await File.ReadAllTextAsync(peer.Home.RolloutOf(threadId)));
    }

    [Fact]
    public async Task Archive_AndBack_MovesTheFile()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var path = peer.Home.RolloutOf(threadId);

        await server.ArchiveAsync(threadId);

        Assert.Equal(Path.Combine(peer.Home.ArchivedSessions, Path.GetFileName(path)), peer.Home.RolloutOf(threadId));
        Assert.Empty(await server.ListAsync());
        Assert.Single(await server.ListAsync(AppServer.AllSources(archived: true)));
        var again = await Assert.ThrowsAsync<AppServerException>(() => server.ArchiveAsync(threadId));
        Assert.Equal($"no rollout found for thread id {threadId}", again.ServerMessage);
        await server.UnarchiveAsync(threadId);
        Assert.Equal(path, peer.Home.RolloutOf(threadId));
        await server.CloseAsync();
        Assert.Equal(0L, CodexState.Thread(peer.Home, threadId)!["archived"]);
    }

    [Fact]
    public async Task Fork_OfAThread_StartsAFileThatPointsAtItsBase()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");

        var forkId = await server.ForkThreadAsync(threadId);
        await server.RunTurnAsync(forkId, "Question of the fork");

        await server.CloseAsync();
        var parent = CodexRollout.Read(peer.Home.RolloutOf(threadId));
        var fork = CodexRollout.Read(peer.Home.RolloutOf(forkId));
        var meta = fork[0].Payload;
        Assert.Equal(threadId, meta.GetProperty("history_base").GetProperty("thread_id").GetString());
        Assert.Equal(parent.Count, fork[0].Ordinal);
        Assert.Contains("First question", peer.Server.Requests[^1].TextsOf("user"));
    }

    [Fact]
    public async Task RunTurn_HeldAtTheModel_StaysOpenUntilTheGateOpens()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        using var gate = peer.Server.HoldNext();
        var turnId = await server.StartTurnAsync(threadId, "Long question");
        Assert.Equal(threadId, (await gate.ReachedAsync()).ThreadId);

        var completed = server.TurnCompletedAsync(turnId);
        Assert.False(completed.IsCompleted);
        gate.Open();

        Assert.Equal("completed", (await completed).GetProperty("status").GetString());
        await server.CloseAsync();
    }

    [Fact]
    public async Task Delete_OfAThread_TakesFileAndRow()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        await using var server = await peer.StartAppServerAsync();
        Assert.Equal(threadId, Assert.Single(await server.ListAsync(AppServer.AllSources())).GetProperty("id").GetString());

        await server.DeleteAsync(threadId);

        await server.CloseAsync();
        Assert.Null(peer.Home.FindRollout(threadId));
        Assert.Empty(CodexState.Threads(peer.Home));
    }

    [Fact]
    public async Task Call_OfAnUnknownThread_IsAnError()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();

        var error = await Assert.ThrowsAsync<AppServerException>(
            () => server.CallAsync("thread/archive", new JsonObject { ["threadId"] = "01a1fcb7-7132-7b11-bcb0-144749e5c184" }));

        Assert.Equal(-32600, error.Code);
        await server.CloseAsync();
    }
}
