using System.Text.Json.Nodes;

namespace ThreadStore.Peer;

/// <summary>Output items of the scripted model. Ids are the caller's, so that a test knows them.</summary>
internal static class ModelItem
{
    public static JsonObject Message(string id, string text, string? phase = null)
    {
        var message = new JsonObject
        {
            ["type"] = "message",
            ["id"] = id,
            ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text }),
        };
        if (phase is not null)
        {
            message["phase"] = phase;
        }

        return message;
    }

    /// <summary>What the model thought: a summary of two parts, and the thought itself.</summary>
    public static JsonObject Reasoning(string id, string first, string second, string thought) => new()
    {
        ["type"] = "reasoning",
        ["id"] = id,
        ["summary"] = new JsonArray(Text("summary_text", first), Text("summary_text", second)),
        ["content"] = new JsonArray(Text("reasoning_text", thought)),
        ["encrypted_content"] = "encrypted",
    };

    /// <summary>A call of a tool; <paramref name="id"/> becomes the id of what the thread shows of it.</summary>
    public static JsonObject Call(string id, string tool, JsonObject arguments, string? toolServer = null)
    {
        var call = new JsonObject
        {
            ["type"] = "function_call",
            ["id"] = $"fc_{id}",
            ["call_id"] = id,
            ["name"] = tool,
            ["arguments"] = arguments.ToJsonString(),
        };
        if (toolServer is not null)
        {
            call["namespace"] = toolServer;
        }

        return call;
    }

    /// <summary>Runs a shell command.</summary>
    public static JsonObject Command(string id, string command) => Call(id, "exec_command", new JsonObject { ["cmd"] = command });

    public static JsonObject WebSearch(string id, string query) => new()
    {
        ["type"] = "web_search_call",
        ["id"] = id,
        ["status"] = "completed",
        ["action"] = new JsonObject { ["type"] = "search", ["query"] = query },
    };

    private static JsonObject Text(string type, string text) => new() { ["type"] = type, ["text"] = text };
}
