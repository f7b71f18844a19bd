using System;

namespace ThreadStore.History;

/// <summary>Which events of legacy threads make items, and how those are told apart.</summary>
internal static class LegacyItems
{
    /// <summary>What an event makes.</summary>
    internal static LegacyItemForm FormOf(ReadOnlySpan<byte> type) => type.Length switch
    {
        12 => type.SequenceEqual("user_message"u8) ? LegacyItemForm.UserMessage : LegacyItemForm.None,
        13 => type.SequenceEqual("agent_message"u8) ? LegacyItemForm.AgentMessage : LegacyItemForm.None,
        14 => type.SequenceEqual("web_search_end"u8) ? LegacyItemForm.CallOfCurrentTurn : LegacyItemForm.None,
        15 => type.SequenceEqual("agent_reasoning"u8) ? LegacyItemForm.Reasoning
            : type.SequenceEqual("patch_apply_end"u8) ? LegacyItemForm.CallOfNamedTurn : LegacyItemForm.None,
        17 => type.SequenceEqual("mcp_tool_call_end"u8) ? LegacyItemForm.CallOfCurrentTurn
            : type.SequenceEqual("context_compacted"u8) ? LegacyItemForm.Marker : LegacyItemForm.None,
        18 => type.SequenceEqual("exited_review_mode"u8) ? LegacyItemForm.Marker : LegacyItemForm.None,
        19 => type.SequenceEqual("entered_review_mode"u8) ? LegacyItemForm.Marker : LegacyItemForm.None,
        20 => type.SequenceEqual("image_generation_end"u8) ? LegacyItemForm.CallOfCurrentTurn : LegacyItemForm.None,
        27 => type.SequenceEqual("agent_reasoning_raw_content"u8) ? LegacyItemForm.Reasoning : LegacyItemForm.None,
        _ => LegacyItemForm.None,
    };
}
