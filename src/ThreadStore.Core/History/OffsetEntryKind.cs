namespace ThreadStore.History;

/// <summary>What stands at a place of a log.</summary>
internal enum OffsetEntryKind
{
    /// <summary>A line that makes a turn: it begins here, or, of a turn that nothing began, ends here.</summary>
    Turn = 1,

    /// <summary>Any line: a turn is long.</summary>
    Mark = 2,

    /// <summary>A line of another turn than the one that it stands in.</summary>
    Late = 3,

    /// <summary>A line that takes turns back.</summary>
    RollBack = 4,
}
