namespace ThreadStore.History;

/// <summary>What an event of a legacy thread makes.</summary>
internal enum LegacyItemForm : byte
{
    /// <summary>No item.</summary>
    None,

    /// <summary>A message of the user; begins a turn when none was begun by an event of its own.</summary>
    UserMessage,

    /// <summary>A message of the agent.</summary>
    AgentMessage,

    /// <summary>A piece of reasoning; pieces that follow each other are one item.</summary>
    Reasoning,

    /// <summary>A mark: context compacted, review mode entered or left.</summary>
    Marker,

    /// <summary>A call, known by its own id, of the turn that is running.</summary>
    CallOfCurrentTurn,

    /// <summary>A call, known by its own id, of the turn that the event names.</summary>
    CallOfNamedTurn,
}
