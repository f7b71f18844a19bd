using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace ThreadStore.Interop.Store;

/// <summary>A turn as a host of ours writes it: what the model saw, and the events that lists and clients go by.</summary>
internal static class OurTurn
{
    /// <summary>What the turn claims that the thread has cost so far.</summary>
    public const int Tokens = 1000;

    /// <summary>Appends a question and its answer in one call: seven lines in either mode.</summary>
    public static Position AppendTurn(this LiveThread thread, string question, string answer)
    {
        var isLegacy = thread.HistoryMode is HistoryMode.Legacy;
        var turn = Guid.CreateVersion7().ToString();
        (ItemType Type, JsonObject Payload)[] lines =
        [
            (ItemType.EventMsg, Event("task_started", ("turn_id", turn), ("model_context_window", 258400), ("collaboration_mode_kind", "default"))),
            (ItemType.ResponseItem, Message("user", "input_text", question)),
            (ItemType.EventMsg, isLegacy
                ? Event("user_message", ("message", question), ("images", new JsonArray()), ("local_images", new JsonArray()), ("text_elements", new JsonArray()))
                : Completed(thread.Id, turn, "UserMessage", new JsonObject { ["type"] = "text", ["text"] = question, ["text_elements"] = new JsonArray() })),
            (ItemType.EventMsg, isLegacy
                ? Event("agent_message", ("message", answer))
                : Completed(thread.Id, turn, "AgentMessage", new JsonObject { ["type"] = "Text", ["text"] = answer })),
            (ItemType.ResponseItem, Message("assistant", "output_text", answer)),
            (ItemType.EventMsg, Event("token_count", ("info", Usage()))),
            (ItemType.EventMsg, Event("task_complete", ("turn_id", turn), ("last_agent_message", answer))),
        ];
        return thread.Append([.. lines.Select(static line => new RolloutItem(line.Type, Encoding.UTF8.GetBytes(line.Payload.ToJsonString())))]);
    }

    /// <summary>What a create needs for a thread that Codex can go on with.</summary>
    public static CreateThreadParams Parameters(string directory, HistoryMode mode) => new()
    {
        Cwd = directory,
        Source = "cli",
        ThreadSource = "user",
        CliVersion = "0.1.0",
        ModelProvider = Peer.CodexConfig.Provider,
        HistoryMode = mode,
    };

    private static JsonObject Event(string type, params (string Key, JsonNode? Value)[] fields)
    {
        var payload = new JsonObject { ["type"] = type };
        foreach (var (key, value) in fields)
        {
            payload[key] = value;
        }

        return payload;
    }

    private static JsonObject Completed(ThreadId thread, string turn, string type, JsonObject part) => Event(
        "item_completed",
        ("thread_id", thread.ToString()),
        ("turn_id", turn),
        ("item", new JsonObject { ["type"] = type, ["id"] = Guid.CreateVersion7().ToString(), ["content"] = new JsonArray(part) }),
        ("started_at_ms", 1795241326777),
        ("completed_at_ms", 1795241326777));

    private static JsonObject Message(string role, string kind, string text) => new()
    {
        ["type"] = "message",
        ["role"] = role,
        ["content"] = new JsonArray(new JsonObject { ["type"] = kind, ["text"] = text }),
    };

    private static JsonObject Usage()
    {
        static JsonObject Total() => new()
        {
            ["input_tokens"] = Tokens - 100,
            ["cached_input_tokens"] = 0,
            ["output_tokens"] = 100,
            ["reasoning_output_tokens"] = 0,
            ["total_tokens"] = Tokens,
        };
        return new JsonObject { ["total_token_usage"] = Total(), ["last_token_usage"] = Total(), ["model_context_window"] = 258400 };
    }
}
