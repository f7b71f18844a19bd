namespace ThreadStore.History;

/// <summary>What a message of the agent is to its turn.</summary>
internal enum MessagePhase : byte
{
    /// <summary>The message does not say.</summary>
    None,

    /// <summary>Said on the way.</summary>
    Commentary,

    /// <summary>The answer.</summary>
    FinalAnswer,
}
