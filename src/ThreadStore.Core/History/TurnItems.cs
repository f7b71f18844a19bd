namespace ThreadStore.History;

/// <summary>Which items of its turns a page carries.</summary>
public enum TurnItems
{
    /// <summary>The first message of the user and the final one of the agent. The default.</summary>
    Summary,

    /// <summary>All of them.</summary>
    Full,

    /// <summary>None.</summary>
    None,
}
