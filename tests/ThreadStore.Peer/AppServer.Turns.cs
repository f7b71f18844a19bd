using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <content>What a test does with turns beyond running them, and how it asks for them and their items.</content>
internal sealed partial class AppServer
{
    /// <summary>Adds a message to the turn that runs.</summary>
    public Task SteerAsync(string threadId, string turnId, string text, string clientId) => CallAsync("turn/steer", new JsonObject
    {
        ["threadId"] = threadId,
        ["expectedTurnId"] = turnId,
        ["input"] = new JsonArray(Text(text)),
        ["clientUserMessageId"] = clientId,
    });

    /// <summary>Aborts the turn that runs and returns it.</summary>
    public async Task<JsonElement> InterruptAsync(string threadId, string turnId)
    {
        await CallAsync("turn/interrupt", new JsonObject { ["threadId"] = threadId, ["turnId"] = turnId });
        return await TurnCompletedAsync(turnId);
    }

    /// <summary>Runs a turn in plan mode to its end.</summary>
    public async Task<JsonElement> RunPlanAsync(string threadId, string text) => await TurnCompletedAsync(await StartTurnAsync(new JsonObject
    {
        ["threadId"] = threadId,
        ["input"] = new JsonArray(Text(text)),
        ["collaborationMode"] = new JsonObject { ["mode"] = "plan", ["settings"] = new JsonObject { ["model"] = CodexConfig.Model } },
    }));

    /// <summary>Replaces what the model is told by a summary; a turn of its own, which is over when this returns.</summary>
    public async Task CompactAsync(string threadId)
    {
        await CallAsync("thread/compact/start", new JsonObject { ["threadId"] = threadId });
        await ItemsTurnCompletedAsync(threadId, "contextCompaction");
    }

    /// <summary>Runs a command of the user, not of the model; a turn of its own, which is over when this returns.</summary>
    public async Task RunUserCommandAsync(string threadId, string command)
    {
        await CallAsync("thread/shellCommand", new JsonObject { ["threadId"] = threadId, ["command"] = command });
        await ItemsTurnCompletedAsync(threadId, "commandExecution");
    }

    /// <summary>Runs a review to its end.</summary>
    public async Task ReviewAsync(string threadId, string instructions)
    {
        await CallAsync("review/start", new JsonObject
        {
            ["threadId"] = threadId,
            ["target"] = new JsonObject { ["type"] = "custom", ["instructions"] = instructions },
        });
        await ItemsTurnCompletedAsync(threadId, "exitedReviewMode");
    }

    /// <summary>Takes a thread back to before a turn. Codex goes on in a new file.</summary>
    public Task RevertAsync(string threadId, string beforeTurnId) =>
        CallAsync("thread/revert", new JsonObject { ["threadId"] = threadId, ["beforeTurnId"] = beforeTurnId });

    /// <summary>One page of turns: newest first unless the parameters say otherwise, from Codex's own history index.</summary>
    public Task<JsonElement> TurnPageAsync(string threadId, JsonObject? parameters = null) => CallAsync("thread/turns/list", Of(threadId, parameters));

    /// <summary>One page of items: oldest first unless the parameters say otherwise.</summary>
    public Task<JsonElement> ItemPageAsync(string threadId, JsonObject? parameters = null) => CallAsync("thread/items/list", Of(threadId, parameters));

    /// <summary>The turns of a thread, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListTurnsAsync(string threadId) => [.. (await TurnPageAsync(threadId)).GetProperty("data").EnumerateArray()];

    // A turn that was not asked for by its id is known by the item that it makes.
    private async Task ItemsTurnCompletedAsync(string threadId, string itemType)
    {
        var completed = await NotifiedAsync("item/completed", item =>
            item.GetProperty("threadId").GetString() == threadId && item.GetProperty("item").GetProperty("type").GetString() == itemType);
        await TurnCompletedAsync(completed.GetProperty("turnId").GetString()!);
    }

    private static JsonObject Of(string threadId, JsonObject? parameters)
    {
        var all = parameters ?? [];
        all["threadId"] = threadId;
        return all;
    }
}
