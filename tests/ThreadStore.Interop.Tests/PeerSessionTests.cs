using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// What the real Codex leaves behind: the ground that all comparisons with it stand on.
public sealed class PeerSessionTests
{
    [Fact]
    public async Task Exec_PlainPrompt_WritesTheLinesOfOneTurn()
    {
        await using var peer = await CodexPeer.StartAsync();

        var result = await peer.ExecAsync("Plain question");

        Assert.Equal("Mock answer 1", result.Answer);
        var request = Assert.Single(peer.Server.Requests);
        Assert.Equal("Plain question", request.LastUserText);
        Assert.Equal(result.ThreadId, request.ThreadId);
        var lines = CodexRollout.Read(peer.Home.RolloutOf(result.ThreadId));
        string[] expected =
        [
            "session_meta", "event_msg/task_started", "response_item/message", "response_item/message", "world_state", "turn_context",
            "event_msg/thread_settings_applied", "response_item/message", "event_msg/item_completed", "event_msg/item_completed",
            "response_item/message", "token_usage_record", "event_msg/token_count", "event_msg/task_complete",
        ];
        Assert.Equal(expected, lines.Select(static line => line.Kind));
        Assert.Equal(Enumerable.Range(0, lines.Count).Select(static i => (long?)i), lines.Select(static line => line.Ordinal));
    }

    [Fact]
    public async Task Exec_PlainPrompt_ProjectsTheRow()
    {
        await using var peer = await CodexPeer.StartAsync();

        var result = await peer.ExecAsync("Plain question");

        var row = Assert.Single(CodexState.Threads(peer.Home));
        Assert.Equal(result.ThreadId, row["id"]);
        Assert.Equal(peer.Home.RolloutOf(result.ThreadId), row["rollout_path"]);
        Assert.Equal("Plain question", row["title"]);
        Assert.Equal("Plain question", row["preview"]);
        Assert.Equal(peer.Home.Repository, row["cwd"]);
        Assert.Equal(peer.Home.RepositoryCommit, row["git_sha"]);
        Assert.Equal("main", row["git_branch"]);
        Assert.Equal(CodexHome.RepositoryUrl, row["git_origin_url"]);
        Assert.Equal((long)ResponsesServer.TokensPerRequest, row["tokens_used"]);
        Assert.Equal(CodexPackage.Version, row["cli_version"]);
        Assert.Null(row["archived_at"]);
    }

    [Fact]
    public async Task Exec_OutsideOfARepository_HasNoGit()
    {
        await using var peer = await CodexPeer.StartAsync();

        var result = await peer.ExecAsync("Plain question", peer.Home.Plain);

        var row = CodexState.Thread(peer.Home, result.ThreadId)!;
        Assert.Equal(peer.Home.Plain, row["cwd"]);
        Assert.Null(row["git_sha"]);
    }

    [Fact]
    public async Task Exec_ToolCall_RunsTheCommandAndWritesBothHalves()
    {
        await using var peer = await CodexPeer.StartAsync();

        var result = await peer.ExecAsync("Do it. RUN: echo tool-output");

        Assert.Equal("Mock answer 2", result.Answer);
        var lines = CodexRollout.Read(peer.Home.RolloutOf(result.ThreadId));
        var call = Assert.Single(lines, static line => line.Kind == "response_item/function_call");
        Assert.Equal("exec_command", call.Payload.GetProperty("name").GetString());
        var output = Assert.Single(lines, static line => line.Kind == "response_item/function_call_output");
        Assert.EndsWith("Output:\ntool-output\n", output.Payload.GetProperty("output").GetString());
        Assert.Equal(19, lines.Count);
        Assert.Equal(2L * ResponsesServer.TokensPerRequest, CodexState.Thread(peer.Home, result.ThreadId)!["tokens_used"]);
    }

    [Fact]
    public async Task Resume_OfAFinishedThread_AppendsToTheSameFileWithTheOrdinalsGoingOn()
    {
        await using var peer = await CodexPeer.StartAsync();
        var first = await peer.ExecAsync("First question");
        var path = peer.Home.RolloutOf(first.ThreadId);
        var before = await File.ReadAllBytesAsync(path);

        var second = await peer.ResumeAsync(first.ThreadId, "Second question");

        Assert.Equal(first.ThreadId, second.ThreadId);
        Assert.Equal(path, peer.Home.RolloutOf(first.ThreadId));
        var after = await File.ReadAllBytesAsync(path);
        Assert.True(after.Length > before.Length);
        Assert.Equal(before, after[..before.Length]);
        var lines = CodexRollout.Read(path);
        Assert.Equal(Enumerable.Range(0, lines.Count).Select(static i => (long?)i), lines.Select(static line => line.Ordinal));
        Assert.Contains("First question", peer.Server.Requests[1].TextsOf("user"));
        Assert.Contains("Mock answer 1", peer.Server.Requests[1].TextsOf("assistant"));
    }

    [Fact]
    public async Task Kill_DuringATurn_LeavesWholeLinesAndAThreadThatResumes()
    {
        await using var peer = await CodexPeer.StartAsync();
        using var gate = peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(peer.Home, "Question without an answer");
        var threadId = (await gate.ReachedAsync()).ThreadId!;

        await process.KillAsync();

        var lines = CodexRollout.Read(peer.Home.RolloutOf(threadId));
        Assert.DoesNotContain(lines, static line => line.Kind == "event_msg/task_complete");
        var resumed = await peer.ResumeAsync(threadId, "Again");
        Assert.Equal("Mock answer 2", resumed.Answer);
        Assert.Contains("Question without an answer", peer.Server.Requests[1].TextsOf("user"));
    }
}
