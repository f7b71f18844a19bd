using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// What the real Codex makes of its own lines when it is asked for turns and items: the ground that our lists of both stand on.
[Collection(CodexSessionsDefinition.Name)]
public sealed class PeerHistoryTests(CodexSessions sessions)
{
    [Theory]
    [InlineData("exec")]
    [InlineData("killed")]
    [InlineData("every kind")]
    [InlineData("every end")]
    [InlineData("steered")]
    [InlineData("long prompt")]
    [InlineData("compacted")]
    [InlineData("agent")]
    [InlineData("held")]
    public async Task ItemsList_OfAThread_IsItsCompletedItemsInTheOrderOfTheLog(string scenario)
    {
        var page = await sessions.Server.ItemPageAsync(sessions[scenario], new JsonObject { ["limit"] = 1000 });

        var lines = sessions.Rollout(scenario).Where(static line => line.Kind == "event_msg/item_completed");
        Assert.Equal(
            lines.Select(static line => (line.Payload.GetProperty("turn_id").GetString(), line.Payload.GetProperty("item").GetProperty("id").GetString())),
            page.GetProperty("data").EnumerateArray().Select(static entry => (entry.GetProperty("turnId").GetString(), IdOf(entry.GetProperty("item")))));
    }

    [Fact]
    public async Task ItemsList_OfTheThreadOfEveryKind_HasThem()
    {
        var page = await sessions.Server.ItemPageAsync(sessions["every kind"]);

        string[] expected =
        [
            "userMessage", "reasoning", "agentMessage", "commandExecution", "fileChange", "commandExecution", "mcpToolCall", "mcpToolCall",
            "webSearch", "imageView", "agentMessage", "userMessage", "plan", "commandExecution", "enteredReviewMode", "userMessage",
            "exitedReviewMode", "agentMessage",
        ];
        Assert.Equal(expected, page.GetProperty("data").EnumerateArray().Select(static entry => entry.GetProperty("item").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task TurnsList_OfTheThreadOfEveryEnd_SaysHowEachEnded()
    {
        var turns = await sessions.Server.ListTurnsAsync(sessions["every end"]);

        Assert.Equal(["completed", "interrupted", "failed", "completed"], turns.Select(StatusOf));
        Assert.Equal([false, false, true, false], turns.Select(static turn => turn.GetProperty("error").ValueKind == JsonValueKind.Object));
    }

    // Whether a turn without an end still runs, only the program that runs it can say.
    [Fact]
    public async Task TurnsList_OfATurnWithoutAnEnd_IsInProgressOnlyForTheProgramThatRunsIt()
    {
        var held = (await sessions.Server.ListTurnsAsync(sessions["held"]))[0];
        var killed = Assert.Single(await sessions.Server.ListTurnsAsync(sessions["killed"]));

        Assert.Equal((sessions.HeldTurn, "inProgress"), (IdOf(held), StatusOf(held)));
        Assert.Equal("interrupted", StatusOf(killed));
        Assert.Equal(JsonValueKind.Null, killed.GetProperty("completedAt").ValueKind);
    }

    [Fact]
    public async Task TurnsList_AsSummary_HasTheFirstQuestionAndTheFinalAnswer()
    {
        var turns = await sessions.Server.ListTurnsAsync(sessions["steered"]);

        // The final answer by its mark before any later remark; without one the last answer that is no remark; else none.
        Assert.Equal(
            [["Question with mixed answers", "Final first"], ["Question without a final answer"], ["First message", "Another answer"]],
            turns.Select(static turn => turn.GetProperty("items").EnumerateArray().Select(TextOf).ToArray()));
    }

    [Theory]
    [InlineData("fork without a turn", new[] { "Parent's first question", "Parent's second question", "", "Question after the compaction" })]
    [InlineData("fork", new[] { "Parent's first question", "Parent's second question", "", "Question after the compaction", "Question of the fork" })]
    [InlineData("fork of a fork", new[] { "Parent's first question", "Parent's second question", "", "Question after the compaction", "Question of the fork", "Question of the second fork" })]
    [InlineData("fork from before the second turn", new[] { "Parent's first question", "Question instead of the second" })]
    [InlineData("fork from before the first turn", new string[0])]
    public async Task TurnsList_OfAFork_GoesThroughItsParents(string scenario, string[] questions)
    {
        var turns = await sessions.Server.ListTurnsAsync(sessions[scenario]);

        Assert.Equal(questions, turns.Reverse().Select(static turn => turn.GetProperty("items").EnumerateArray().Select(TextOf).FirstOrDefault(string.Empty)));
    }

    [Fact]
    public async Task ItemsList_OfALegacyThread_IsRefused()
    {
        var error = await Assert.ThrowsAsync<AppServerException>(() => sessions.Server.ItemPageAsync(sessions["legacy"]));

        Assert.Equal((-32601, "thread/items/list is not supported yet"), (error.Code, error.ServerMessage));
        Assert.Equal(5, (await sessions.Server.ListTurnsAsync(sessions["legacy"])).Count);
    }

    private static string? IdOf(JsonElement item) => item.GetProperty("id").GetString();

    private static string? StatusOf(JsonElement turn) => turn.GetProperty("status").GetString();

    private static string TextOf(JsonElement item) => item.TryGetProperty("text", out var text)
        ? text.GetString()!
        : string.Concat(item.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
}
