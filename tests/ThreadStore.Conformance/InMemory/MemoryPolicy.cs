using System;
using System.Collections.Generic;
using System.Text.Json;

namespace ThreadStore.Conformance.InMemory;

/// <summary>Which lines are kept, and which payloads are refused.</summary>
internal static class MemoryPolicy
{
    // Longer ones no reader of lines would hand out.
    private const int MaxPayloadBytes = 31 << 20;

    private static readonly HashSet<string> s_keptEvents = new(StringComparer.Ordinal)
    {
        "token_count", "task_started", "task_complete", "thread_settings_applied", "thread_goal_updated", "thread_rolled_back", "turn_aborted", "plan_update", "error",
        "thread_name_updated",
    };

    private static readonly HashSet<string> s_keptLegacyEvents = new(StringComparer.Ordinal)
    {
        "user_message", "agent_message", "agent_reasoning", "agent_reasoning_raw_content", "entered_review_mode", "exited_review_mode", "patch_apply_end",
        "mcp_tool_call_end", "web_search_end", "image_generation_end", "context_compacted", "sub_agent_activity",
    };

    /// <summary>Refuses what is no JSON object on one line.</summary>
    public static void Check(ItemType? type, ReadOnlyMemory<byte> payload)
    {
        if (type is null)
        {
            throw new InvalidRequestException("an item has no type");
        }

        if (payload.Length > MaxPayloadBytes || payload.Span.ContainsAnyInRange((byte)0, (byte)31) || !TryParse(payload, out var json))
        {
            throw new InvalidRequestException("a payload must be one JSON object without raw control bytes");
        }

        json.Dispose();
    }

    /// <summary>True when a thread of that mode keeps the line.</summary>
    public static bool IsKept(ItemType type, ReadOnlyMemory<byte> payload, HistoryMode mode)
    {
        using var json = JsonDocument.Parse(payload);
        var kind = json.RootElement.Text("type");
        return type.Name switch
        {
            "response_item" => kind is not ("compaction_trigger" or "other"),
            "event_msg" when kind is "item_completed" => mode is HistoryMode.Paginated || json.RootElement.Text("item", "type") is "Plan" or "Sleep",
            "event_msg" => s_keptEvents.Contains(kind ?? "") || (mode is HistoryMode.Legacy && s_keptLegacyEvents.Contains(kind ?? "")),
            _ => true,
        };
    }

    private static bool TryParse(ReadOnlyMemory<byte> payload, out JsonDocument json)
    {
        json = null!;
        try
        {
            json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                return true;
            }

            json.Dispose();
        }
        catch (JsonException)
        {
            // Said by the caller.
        }

        return false;
    }
}
