using System;

namespace ThreadStore.Items;

/// <summary>Which items a rollout keeps: a pure predicate per item, the same as the peer's.</summary>
internal static class PersistencePolicy
{
    /// <summary>True when an item of that kind and payload belongs into a rollout of that mode.</summary>
    public static bool IsPersisted(ItemKind kind, ReadOnlySpan<byte> payload, HistoryMode mode) => kind switch
    {
        ItemKind.EventMsg => IsPersistedEvent(payload, mode),
        ItemKind.ResponseItem => IsPersistedResponse(PayloadType.Find(payload)),

        // Types that the store does not know are the host's to choose.
        _ => true,
    };

    private static bool IsPersistedResponse(ReadOnlySpan<byte> type) =>
        !type.SequenceEqual("compaction_trigger"u8) && !type.SequenceEqual("other"u8);

    private static bool IsPersistedEvent(ReadOnlySpan<byte> payload, HistoryMode mode)
    {
        var type = PayloadType.Find(payload);
        if (type.SequenceEqual("item_completed"u8))
        {
            return mode == HistoryMode.Paginated || IsKeptLegacyItem(payload);
        }

        return IsInBothModes(type) || (mode == HistoryMode.Legacy && IsLegacyOnly(type));
    }

    private static bool IsInBothModes(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("token_count"u8)
        || type.SequenceEqual("task_started"u8)
        || type.SequenceEqual("task_complete"u8)
        || type.SequenceEqual("thread_settings_applied"u8)
        || type.SequenceEqual("thread_goal_updated"u8)
        || type.SequenceEqual("thread_rolled_back"u8)
        || type.SequenceEqual("turn_aborted"u8)
        || type.SequenceEqual("plan_update"u8)
        || type.SequenceEqual("error"u8)

        // A rename is a fact of the thread: the projection reads it, so it must not be dropped.
        || type.SequenceEqual("thread_name_updated"u8);

    // In paginated rollouts completed items stand for these.
    private static bool IsLegacyOnly(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("user_message"u8)
        || type.SequenceEqual("agent_message"u8)
        || type.SequenceEqual("agent_reasoning"u8)
        || type.SequenceEqual("agent_reasoning_raw_content"u8)
        || type.SequenceEqual("entered_review_mode"u8)
        || type.SequenceEqual("exited_review_mode"u8)
        || type.SequenceEqual("patch_apply_end"u8)
        || type.SequenceEqual("mcp_tool_call_end"u8)
        || type.SequenceEqual("web_search_end"u8)
        || type.SequenceEqual("image_generation_end"u8)
        || type.SequenceEqual("context_compacted"u8)
        || type.SequenceEqual("sub_agent_activity"u8);

    // Legacy rollouts keep only the items that have no older event: plans and sleeps.
    private static bool IsKeptLegacyItem(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = JsonObject.Open(payload);
            while (JsonObject.Next(ref reader))
            {
                if (!reader.ValueTextEquals("item"u8))
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var type = PayloadType.Find(payload[start..(int)reader.BytesConsumed]);
                return type.SequenceEqual("Plan"u8) || type.SequenceEqual("Sleep"u8);
            }
        }
        catch (Exception e) when (JsonObject.IsBadJson(e))
        {
            // What cannot be read is no plan.
        }

        return false;
    }
}
