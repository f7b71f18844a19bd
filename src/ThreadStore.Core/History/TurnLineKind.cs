namespace ThreadStore.History;

/// <summary>What a line does to turns and items.</summary>
internal enum TurnLineKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A turn begins.</summary>
    Started,

    /// <summary>A turn ended by itself, well or with an error.</summary>
    Completed,

    /// <summary>A turn was aborted.</summary>
    Aborted,

    /// <summary>An item as it ended.</summary>
    Item,

    /// <summary>The last turns are taken back: legacy threads only.</summary>
    RolledBack,

    /// <summary>An event of a legacy thread that makes an item, or is part of one.</summary>
    Legacy,
}
