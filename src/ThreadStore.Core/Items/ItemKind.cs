namespace ThreadStore.Items;

/// <summary>The line types that the store tells apart; every other type is kept and passed on as <see cref="Unknown"/>.</summary>
internal enum ItemKind : byte
{
    Unknown,
    SessionMeta,
    ResponseItem,
    EventMsg,
    TurnContext,
    Compacted,
    WorldState,
    InterAgentCommunication,
    InterAgentCommunicationMetadata,
    TokenUsageRecord,

    /// <summary>A journal line of ours: explicit metadata, without an ordinal.</summary>
    ThreadStoreMetadata,
}
