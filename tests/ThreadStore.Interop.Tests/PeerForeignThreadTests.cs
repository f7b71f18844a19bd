using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// What Codex asks of a thread that another program wrote.
public sealed class PeerForeignThreadTests
{
    [Fact]
    public async Task Resume_OfAHandWrittenThread_ContinuesWithTheNextOrdinal()
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        var path = rollout
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .WriteTo(peer.Home);

        var result = await peer.ResumeAsync(rollout.ThreadId, "Next question");

        Assert.Equal(rollout.ThreadId, result.ThreadId);
        var request = Assert.Single(peer.Server.Requests);
        Assert.Contains("Stored question", request.TextsOf("user"));
        Assert.Contains("Stored answer", request.TextsOf("assistant"));
        var lines = CodexRollout.Read(path);
        Assert.Equal(Enumerable.Range(0, lines.Count).Select(static i => (long?)i), lines.Select(static line => line.Ordinal));
        var row = CodexState.Thread(peer.Home, rollout.ThreadId)!;
        Assert.Equal("Stored question", row["title"]);
        Assert.Equal("threadstore", row["originator"]);
        Assert.Equal(path, row["rollout_path"]);
    }

    // The line that keeps explicit metadata in the log has a type Codex does not know, and no ordinal. Codex must skip it wherever it
    // stands, keep it, and count on from the last line that it does know.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_OverAMetadataLine_SkipsItAndKeepsIt(bool inTheMiddle)
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        rollout.Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository));
        if (inTheMiddle)
        {
            rollout.Line(null, "threadstore_metadata", new JsonObject { ["name"] = "Given name" }).Turn(1, "Stored question", "Stored answer");
        }
        else
        {
            rollout.Turn(1, "Stored question", "Stored answer").Line(null, "threadstore_metadata", new JsonObject { ["name"] = "Given name" });
        }

        var path = rollout.WriteTo(peer.Home);
        var before = await File.ReadAllBytesAsync(path);

        await peer.ResumeAsync(rollout.ThreadId, "Next question");
        await peer.ResumeAsync(rollout.ThreadId, "Last question");

        Assert.Equal(before, (await File.ReadAllBytesAsync(path))[..before.Length]);
        var lines = CodexRollout.Read(path);
        Assert.Single(lines, static line => line.Type == "threadstore_metadata");
        var known = lines.Where(static line => line.Type != "threadstore_metadata").ToArray();
        Assert.Equal(Enumerable.Range(0, known.Length).Select(static i => (long?)i), known.Select(static line => line.Ordinal));
        Assert.Contains("Next question", peer.Server.Requests[1].TextsOf("user"));
    }

    [Fact]
    public async Task Resume_OverAMetadataLine_KeepsTheHistoryIndexGoing()
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        rollout
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .Line(null, "threadstore_metadata", new JsonObject { ["name"] = "Given name" })
            .WriteTo(peer.Home);
        await peer.ResumeAsync(rollout.ThreadId, "Next question");

        await using var server = await peer.StartAppServerAsync();
        await server.ResumeThreadAsync(rollout.ThreadId);
        await server.RunTurnAsync(rollout.ThreadId, "Last question");

        Assert.Equal(2, (await server.ListTurnsAsync(rollout.ThreadId)).Count);
        await server.CloseAsync();
    }

    // An ordinal on a line that Codex does not know is an ordinal that Codex gives away a second time.
    [Fact]
    public async Task Resume_OverAMetadataLineWithAnOrdinal_ReusesThatOrdinal()
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        var path = rollout
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .Line(4, "threadstore_metadata", new JsonObject { ["name"] = "Given name" })
            .WriteTo(peer.Home);

        await peer.ResumeAsync(rollout.ThreadId, "Next question");

        Assert.Equal(2, CodexRollout.Read(path).Count(static line => line.Ordinal == 4));
    }

    [Fact]
    public async Task Resume_WithAMetadataLineInFront_IsRefused()
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        rollout
            .Line(null, "threadstore_metadata", new JsonObject { ["name"] = "Given name" })
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .WriteTo(peer.Home);

        var result = await peer.TryResumeAsync(rollout.ThreadId, "Next question");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("unknown variant `threadstore_metadata`", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("timestamp")]
    [InlineData("cwd")]
    [InlineData("originator")]
    [InlineData("cli_version")]
    public async Task Resume_WithoutARequiredKeyOfSessionMeta_IsRefused(string key)
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        var meta = rollout.MinimalMeta(peer.Home.Repository);
        meta.Remove(key);
        rollout.Line(0, "session_meta", meta).Turn(1, "Stored question", "Stored answer").WriteTo(peer.Home);

        var result = await peer.TryResumeAsync(rollout.ThreadId, "Next question");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not start with session metadata", result.Error, StringComparison.Ordinal);
        Assert.Empty(peer.Server.Requests);
    }

    // Without a mode a thread is a legacy one: it resumes, but its new lines carry no ordinals.
    [Fact]
    public async Task Resume_WithoutAHistoryMode_WritesLinesWithoutOrdinals()
    {
        await using var peer = await CodexPeer.StartAsync();
        var rollout = new HandWrittenRollout();
        var meta = rollout.MinimalMeta(peer.Home.Repository);
        meta.Remove("history_mode");
        var path = rollout.Line(null, "session_meta", meta).WriteTo(peer.Home);

        await peer.ResumeAsync(rollout.ThreadId, "Next question");

        Assert.All(CodexRollout.Read(path), static line => Assert.Null(line.Ordinal));
    }

    // No row is needed: a thread that appears in a home whose index was complete before is found by its file name.
    [Fact]
    public async Task Resume_OfAThreadThatTheIndexDoesNotKnow_FindsItByItsFile()
    {
        await using var peer = await CodexPeer.StartAsync();
        await peer.ExecAsync("Fills the index");
        var rollout = new HandWrittenRollout();
        rollout
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .WriteTo(peer.Home);
        Assert.Null(CodexState.Thread(peer.Home, rollout.ThreadId));

        await peer.ResumeAsync(rollout.ThreadId, "Next question");

        Assert.NotNull(CodexState.Thread(peer.Home, rollout.ThreadId));
    }

    [Fact]
    public async Task List_WithAThreadThatTheIndexDoesNotKnow_ShowsIt()
    {
        await using var peer = await CodexPeer.StartAsync();
        await peer.ExecAsync("Fills the index");
        var rollout = new HandWrittenRollout();
        rollout
            .Line(0, "session_meta", rollout.MinimalMeta(peer.Home.Repository))
            .Turn(1, "Stored question", "Stored answer")
            .WriteTo(peer.Home);

        await using var server = await peer.StartAppServerAsync();

        // A meta line without a source counts as an interactive one: the default list has it.
        var thread = Assert.Single(await server.ListAsync());
        Assert.Equal(rollout.ThreadId, thread.GetProperty("id").GetString());
        Assert.Equal("Stored question", thread.GetProperty("preview").GetString());
        await server.CloseAsync();
    }
}
