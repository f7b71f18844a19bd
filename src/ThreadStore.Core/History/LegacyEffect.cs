namespace ThreadStore.History;

/// <summary>What a line of a legacy thread does.</summary>
internal enum LegacyEffect : byte
{
    /// <summary>Nothing, or no more than to begin a turn.</summary>
    None,

    /// <summary>A new item.</summary>
    AddsItem,

    /// <summary>One more piece of the item before it.</summary>
    ExtendsItem,

    /// <summary>A new item, or the newer form of one with the same id.</summary>
    PutsItem,

    /// <summary>The turn that is running, or ran last, ends.</summary>
    EndsTurn,

    /// <summary>Belongs to an earlier turn.</summary>
    IsLate,

    /// <summary>Turns are taken back.</summary>
    RollsBack,
}
