using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Search;

/// <summary>What a search must find, found slowly: every line parsed by the runtime, every visible text made a string, compared by the runtime.</summary>
internal static class SlowSearch
{
    private static readonly HashSet<string> s_events =
        ["item_completed", "user_message", "agent_message", "agent_reasoning", "thread_goal_updated", "exec_command_end", "mcp_tool_call_end", "web_search_end", "error"];

    private static readonly HashSet<string> s_items =
        ["reasoning", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "local_shell_call", "local_shell_call_output", "web_search_call"];

    private static readonly HashSet<string> s_names =
        [
            "text", "message", "content", "item", "output", "aggregated_output", "command", "arguments", "input", "action", "query", "summary", "summary_text",
            "result", "error", "review", "goal", "objective",
        ];

    /// <summary>The offsets of the lines that hold the term, with the first text that does.</summary>
    public static List<(long Offset, string Text)> Find(byte[] log, string term)
    {
        var found = new List<(long Offset, string Text)>();
        (string Kind, string Text)? last = null;
        var start = 0;
        for (var end = Array.IndexOf(log, (byte)'\n'); end >= 0; end = Array.IndexOf(log, (byte)'\n', start))
        {
            var (kind, texts) = Texts(log.AsMemory(start, end - start));
            var text = texts.FirstOrDefault(text => text.Contains(term, StringComparison.OrdinalIgnoreCase));
            if (text is not null)
            {
                if (last is null || last.Value.Kind == kind || last.Value.Text != text)
                {
                    found.Add((start, text));
                }

                last = (kind, text);
            }

            start = end + 1;
        }

        return found;
    }

    /// <summary>Every visible text of a log.</summary>
    public static IEnumerable<string> Texts(string log) => log.Split('\n').SelectMany(static line => Texts(Encoding.UTF8.GetBytes(line)).Texts);

    private static (string Kind, List<string> Texts) Texts(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var kind = document.RootElement.GetProperty("type").GetString()!;
            var payload = document.RootElement.GetProperty("payload");
            var type = payload.TryGetProperty("type", out var value) ? value.GetString()! : "";
            return (kind, kind switch
            {
                "event_msg" when s_events.Contains(type) => [.. Walk(payload, s_names)],
                "response_item" when s_items.Contains(type) => [.. Walk(payload, s_names)],
                "response_item" when type == "message" => [.. Message(payload)],
                "compacted" => [.. Walk(payload, ["message"])],
                _ => [],
            });
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return ("", []);
        }
    }

    private static IEnumerable<string> Message(JsonElement payload)
    {
        var role = payload.GetProperty("role").GetString();
        if (role is not ("user" or "assistant"))
        {
            return [];
        }

        var texts = Walk(payload, s_names);
        if (role == "assistant")
        {
            return texts;
        }

        var kinds = payload.TryGetProperty("internal_chat_message_metadata_passthrough", out var metadata) && metadata.TryGetProperty("content_item_kinds", out var array)
            ? array.EnumerateArray().Select(static kind => kind.GetString()!).ToList()
            : [];
        return kinds.Count > 0 && !kinds.Exists(static kind => kind == "unknown" || kind.StartsWith("user.", StringComparison.Ordinal))
            ? []
            : texts.Where(static text => !text.StartsWith("<environment_context>", StringComparison.Ordinal)
                && !text.StartsWith("<user_instructions>", StringComparison.Ordinal) && !text.StartsWith("# AGENTS.md instructions", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Walk(JsonElement element, HashSet<string> names) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(one => Walk(one, names)),
        JsonValueKind.Object => element.EnumerateObject().Where(one => names.Contains(one.Name)).SelectMany(one => Walk(one.Value, names)),
        _ => [],
    };
}
