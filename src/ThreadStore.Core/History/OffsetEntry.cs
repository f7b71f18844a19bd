using System.Runtime.InteropServices;

namespace ThreadStore.History;

/// <summary>One place of a log that reading turns, items and positions starts from. Byte table: docs/formats/offset-index.md.</summary>
/// <remarks><code>
///  0          8         16         24        28       32       36       40
///  +----------+---------+----------+---------+--------+--------+--------+
///  | Offset   | Turn    | Number   | Items   | Next   | Kind   | Flags  |
///  +----------+---------+----------+---------+--------+--------+--------+
/// </code></remarks>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal record struct OffsetEntry
{
    internal const int Size = 40;

    /// <summary>Where the line starts.</summary>
    internal long Offset;

    /// <summary>The turn that the line begins or belongs to, as it stands in maps; of a roll-back how many turns it takes back.</summary>
    internal ulong Turn;

    /// <summary>The highest ordinal of all lines before it, or -1; of a legacy log the number of lines before it.</summary>
    internal long Number;

    /// <summary>Of a legacy log the items before it.</summary>
    internal int Items;

    /// <summary>Of a legacy log the number of the next item without an id of its own.</summary>
    internal int Next;

    internal OffsetEntryKind Kind;

    internal OffsetEntryFlags Flags;

    /// <summary>Nothing began the turn.</summary>
    internal readonly bool IsOrphan => (Flags & OffsetEntryFlags.IsOrphan) != OffsetEntryFlags.None;

    /// <summary>An item of the turn may be written more than once.</summary>
    internal readonly bool HasRepeats => (Flags & OffsetEntryFlags.HasRepeats) != OffsetEntryFlags.None;
}
