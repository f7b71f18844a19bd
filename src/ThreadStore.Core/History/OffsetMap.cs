using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ThreadStore.History;

/// <summary>Where turns, late lines and marks stand in a log, in its order, from its start up to <see cref="Covered"/>.</summary>
internal sealed class OffsetMap
{
    internal OffsetMap(HistoryMode mode) => Mode = mode;

    internal HistoryMode Mode { get; }

    /// <summary>The places, in the order of the log.</summary>
    internal List<OffsetEntry> Entries { get; } = [];

    /// <summary>From where on the log was read: 0 but for the map of a log's end.</summary>
    internal long Start { get; init; }

    /// <summary>Up to where the log was read: the end of a line.</summary>
    internal long Covered { get; set; }

    /// <summary>The turn whose lines were being read there; 0 for none.</summary>
    internal ulong Current { get; set; }

    /// <summary>The highest ordinal up to there, or -1; of a legacy log the number of lines.</summary>
    internal long Number { get; set; } = -1;

    internal ReadOnlySpan<OffsetEntry> Span => CollectionsMarshal.AsSpan(Entries);

    /// <summary>The turns that still count up to an offset, as indices of their entries in the order of the log.</summary>
    internal List<int> LiveTurns(long end)
    {
        var live = new List<int>();
        for (var i = 0; i < Entries.Count && Entries[i].Offset < end; i++)
        {
            var entry = Entries[i];
            if (entry.Kind == OffsetEntryKind.Turn)
            {
                live.Add(i);
            }
            else if (entry.Kind == OffsetEntryKind.RollBack)
            {
                var count = (int)Math.Min((ulong)live.Count, entry.Turn);
                live.RemoveRange(live.Count - count, count);
            }
        }

        return live;
    }

    /// <summary>Where the lines of a turn that began at an entry end: where the next turn begins, or turns are taken back.</summary>
    internal long EndOf(int index, long end)
    {
        for (var i = index + 1; i < Entries.Count && Entries[i].Offset < end; i++)
        {
            if (Entries[i].Kind == OffsetEntryKind.RollBack || (Entries[i].Kind == OffsetEntryKind.Turn && !Entries[i].IsOrphan))
            {
                return Entries[i].Offset;
            }
        }

        return end;
    }

    /// <summary>The last place at or before which no line has an ordinal as high as that one: from there the first such line is looked for.</summary>
    internal long StartFor(long ordinal)
    {
        long start = 0;
        foreach (ref readonly var entry in Span)
        {
            if (entry.Number >= ordinal)
            {
                break;
            }

            start = entry.Offset;
        }

        return start;
    }
}
