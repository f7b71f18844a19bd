using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Peer;

/// <content>
/// What a test does with threads. A thread that was started, resumed or forked here stays open, and its writer lock held, until the server ends.
/// </content>
internal sealed partial class AppServer
{
    /// <summary>Starts a thread. Codex writes no file before its first turn.</summary>
    public async Task<string> StartThreadAsync(string directory, string historyMode = "paginated") =>
        await StartThreadAsync(new JsonObject { ["cwd"] = directory, ["historyMode"] = historyMode });

    /// <summary>Starts a thread with any parameters.</summary>
    public async Task<string> StartThreadAsync(JsonObject parameters) => ThreadIdOf(await CallAsync("thread/start", parameters));

    /// <summary>Opens an existing thread.</summary>
    public Task ResumeThreadAsync(string threadId) =>
        CallAsync("thread/resume", new JsonObject { ["threadId"] = threadId, ["excludeTurns"] = true });

    /// <summary>Copies a thread into a new one, as it is now or as it was before a turn, and returns the new id.</summary>
    public async Task<string> ForkThreadAsync(string threadId, string? beforeTurn = null) => ThreadIdOf(await CallAsync(
        "thread/fork", new JsonObject { ["threadId"] = threadId, ["excludeTurns"] = true, ["beforeTurnId"] = beforeTurn }));

    /// <summary>Starts a turn and returns its id; the turn then runs by itself.</summary>
    public Task<string> StartTurnAsync(string threadId, string text) =>
        StartTurnAsync(threadId, Text(text));

    /// <summary>Starts a turn with any part of input, in the thread's directory or in one to which the thread moves.</summary>
    public Task<string> StartTurnAsync(string threadId, JsonObject input, string? directory = null) =>
        StartTurnAsync(new JsonObject { ["threadId"] = threadId, ["input"] = new JsonArray(input), ["cwd"] = directory });

    /// <summary>Starts a turn with any parameters.</summary>
    public async Task<string> StartTurnAsync(JsonObject parameters) =>
        (await CallAsync("turn/start", parameters)).GetProperty("turn").GetProperty("id").GetString()!;

    /// <summary>A part of input that is a text.</summary>
    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    /// <summary>Waits for the end of a turn and returns it; its status says how it ended.</summary>
    public async Task<JsonElement> TurnCompletedAsync(string turnId)
    {
        var completed = await NotifiedAsync("turn/completed", item => item.GetProperty("turn").GetProperty("id").GetString() == turnId);
        return completed.GetProperty("turn");
    }

    /// <summary>Runs one turn to its end.</summary>
    public async Task<JsonElement> RunTurnAsync(string threadId, string text) => await TurnCompletedAsync(await StartTurnAsync(threadId, text));

    public Task SetNameAsync(string threadId, string name) => CallAsync("thread/name/set", new JsonObject { ["threadId"] = threadId, ["name"] = name });

    /// <summary>Replaces the branch that the thread shows, explicitly.</summary>
    public Task SetBranchAsync(string threadId, string branch) => CallAsync(
        "thread/metadata/update", new JsonObject { ["threadId"] = threadId, ["gitInfo"] = new JsonObject { ["branch"] = branch } });

    /// <summary>Sets whether memories are made of the thread, <c>enabled</c> or <c>disabled</c>.</summary>
    public Task SetMemoryModeAsync(string threadId, string mode) =>
        CallAsync("thread/memoryMode/set", new JsonObject { ["threadId"] = threadId, ["mode"] = mode });

    public Task ArchiveAsync(string threadId) => CallAsync("thread/archive", new JsonObject { ["threadId"] = threadId });

    public Task UnarchiveAsync(string threadId) => CallAsync("thread/unarchive", new JsonObject { ["threadId"] = threadId });

    public Task DeleteAsync(string threadId) => CallAsync("thread/delete", new JsonObject { ["threadId"] = threadId });

    /// <summary>The first page of the list. Without other parameters Codex leaves out what <c>codex exec</c> made; see <see cref="AllSources"/>.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(JsonObject? parameters = null) =>
        [.. (await CallAsync("thread/list", parameters)).GetProperty("data").EnumerateArray()];

    /// <summary>List parameters that leave out no thread because of who made it.</summary>
    public static JsonObject AllSources(bool archived = false) => new()
    {
        ["archived"] = archived,
        ["sourceKinds"] = new JsonArray("cli", "vscode", "exec", "appServer", "subAgent", "unknown"),
    };

    /// <summary>The ids on the first page, whoever made the threads, of the one collection or the other.</summary>
    public async Task<string[]> ListIdsAsync(bool archived = false) =>
        [.. (await ListAsync(AllSources(archived))).Select(static thread => thread.GetProperty("id").GetString()!)];

    /// <summary>What the server says to a call that it must refuse.</summary>
    public static async Task<string> RefusalAsync(Func<Task> call) => (await Assert.ThrowsAsync<AppServerException>(call)).ServerMessage;

    private static string ThreadIdOf(JsonElement result) => result.GetProperty("thread").GetProperty("id").GetString()!;
}
