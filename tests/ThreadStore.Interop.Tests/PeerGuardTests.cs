using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// The peer must fail loudly: a comparison with a Codex that did nothing would pass.
public sealed class PeerGuardTests
{
    [Fact]
    public async Task Wait_PastItsLimit_FailsWithTheOutputAndEndsTheProcess()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        var threadId = (await gate.ReachedAsync()).ThreadId!;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitAsync(TimeSpan.Zero));

        Assert.Contains("did not end within 0 s", error.Message, StringComparison.Ordinal);
        Assert.Contains(threadId, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, (await process.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task ReadState_WhileCodexRuns_Fails()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(peer.Home, "Long question");
        await gate.ReachedAsync();

        Assert.Throws<InvalidOperationException>(() => CodexState.Threads(peer.Home));

        gate.Open();
        (await process.WaitAsync()).RequireSuccess();
        Assert.Single(CodexState.Threads(peer.Home));
    }

    [Fact]
    public async Task Call_OfAServerThatWasKilled_FailsAtOnce()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        using var gate = peer.Server.HoldNext();
        var completed = server.TurnCompletedAsync(await server.StartTurnAsync(threadId, "Long question"));
        await gate.ReachedAsync();

        await server.KillAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => completed);
        Assert.Contains("ended while a call or a wait was open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireSuccess_OfAFailedRun_ThrowsWithTheOutput()
    {
        await using var peer = await CodexPeer.StartAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => peer.ResumeAsync("01a1fcb7-7132-7b11-bcb0-144749e5c184", "Next question"));

        Assert.Contains("Codex exited with 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("no rollout found for thread id 01a1fcb7-7132-7b11-bcb0-144749e5c184", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_AskedForAnythingElse_RefusesAndRemembers()
    {
        await using var server = await ResponsesServer.StartAsync();
        using var client = new HttpClient();

        using var response = await client.GetAsync(new Uri($"{server.BaseAddress}/elsewhere"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(["GET /v1/elsewhere"], server.Unexpected);
        Assert.Equal("127.0.0.1", new Uri(server.BaseAddress).Host);
    }
}
