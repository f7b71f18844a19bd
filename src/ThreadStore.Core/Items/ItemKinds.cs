using System;

namespace ThreadStore.Items;

/// <summary>Maps a type's name to the kinds that the store tells apart.</summary>
internal static class ItemKinds
{
    /// <summary>The kind of that name; <see cref="ItemKind.Unknown"/> for any other.</summary>
    public static ItemKind FromName(ReadOnlySpan<byte> name) => name.Length switch
    {
        // The length decides all but two pairs: one or two compares per line.
        9 => name.SequenceEqual("event_msg"u8) ? ItemKind.EventMsg
            : name.SequenceEqual("compacted"u8) ? ItemKind.Compacted : ItemKind.Unknown,
        11 => name.SequenceEqual("world_state"u8) ? ItemKind.WorldState : ItemKind.Unknown,
        12 => name.SequenceEqual("turn_context"u8) ? ItemKind.TurnContext
            : name.SequenceEqual("session_meta"u8) ? ItemKind.SessionMeta : ItemKind.Unknown,
        13 => name.SequenceEqual("response_item"u8) ? ItemKind.ResponseItem : ItemKind.Unknown,
        18 => name.SequenceEqual("token_usage_record"u8) ? ItemKind.TokenUsageRecord : ItemKind.Unknown,
        20 => name.SequenceEqual("threadstore_metadata"u8) ? ItemKind.ThreadStoreMetadata : ItemKind.Unknown,
        25 => name.SequenceEqual("inter_agent_communication"u8) ? ItemKind.InterAgentCommunication : ItemKind.Unknown,
        34 => name.SequenceEqual("inter_agent_communication_metadata"u8) ? ItemKind.InterAgentCommunicationMetadata : ItemKind.Unknown,
        _ => ItemKind.Unknown,
    };
}
