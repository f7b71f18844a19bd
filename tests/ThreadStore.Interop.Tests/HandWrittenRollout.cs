using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ThreadStore.Peer;

namespace ThreadStore.Interop;

/// <summary>Writes a rollout file line by line as a program other than Codex would, in the envelope that Codex reads.</summary>
internal sealed class HandWrittenRollout
{
    private const string Time = "2026-11-21T06:08:46.694Z";

    private readonly StringBuilder _text = new();

    /// <summary>A version 7 id, which is what Codex gives its threads.</summary>
    public string ThreadId { get; } = Guid.CreateVersion7().ToString();

    /// <summary>The keys of <c>session_meta</c> without which Codex does not take the first line for one, and the mode that gives lines ordinals.</summary>
    public JsonObject MinimalMeta(string directory) => new()
    {
        ["id"] = ThreadId,
        ["timestamp"] = "2026-11-21T06:08:46.580Z",
        ["cwd"] = directory,
        ["originator"] = "threadstore",
        ["cli_version"] = "0.1.0",
        ["history_mode"] = "paginated",
    };

    /// <summary>Adds <c>{"timestamp":…,"ordinal":N,"type":…,"payload":…}</c> and a line feed; without an ordinal the key is absent.</summary>
    public HandWrittenRollout Line(long? ordinal, string type, JsonObject payload)
    {
        _text.Append("{\"timestamp\":\"").Append(Time).Append('"');
        if (ordinal is { } number)
        {
            _text.Append(",\"ordinal\":").Append(number);
        }

        _text.Append(",\"type\":\"").Append(type).Append("\",\"payload\":").Append(payload.ToJsonString()).Append("}\n");
        return this;
    }

    /// <summary>Adds a question and its answer as the model saw them, and the event that titles are taken from: three lines.</summary>
    public HandWrittenRollout Turn(long ordinal, string question, string answer) => this
        .Line(ordinal, "response_item", Message("user", "input_text", question))
        .Line(ordinal + 1, "event_msg", new JsonObject
        {
            ["type"] = "item_completed",
            ["thread_id"] = ThreadId,
            ["turn_id"] = "turn-1",
            ["item"] = new JsonObject
            {
                ["type"] = "UserMessage",
                ["id"] = "item-1",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = question, ["text_elements"] = new JsonArray() }),
            },
            ["started_at_ms"] = 1795241326777,
            ["completed_at_ms"] = 1795241326777,
        })
        .Line(ordinal + 2, "response_item", Message("assistant", "output_text", answer));

    /// <summary>Writes the file where Codex looks for it and returns its path.</summary>
    public string WriteTo(CodexHome home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Sessions, "2026", "11", "21")).FullName;
        var path = Path.Combine(folder, $"rollout-2026-11-21T06-08-46-{ThreadId}.jsonl");
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(_text.ToString()));
        return path;
    }

    private static JsonObject Message(string role, string kind, string text) => new()
    {
        ["type"] = "message",
        ["role"] = role,
        ["content"] = new JsonArray(new JsonObject { ["type"] = kind, ["text"] = text }),
    };
}
