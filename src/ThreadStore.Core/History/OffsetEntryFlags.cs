using System;

namespace ThreadStore.History;

/// <summary>What is known of a turn besides its place.</summary>
[Flags]
internal enum OffsetEntryFlags
{
    None = 0,

    /// <summary>An item of it may be written more than once.</summary>
    HasRepeats = 1,

    /// <summary>Nothing began it: the place is that of its end, and its lines stand elsewhere.</summary>
    IsOrphan = 2,
}
