using System;
using System.Collections.Generic;
using System.Linq;

namespace ThreadStore.History;

/// <summary>Where turns and their lines stand in a chain of logs.</summary>
internal sealed class HistoryMap
{
    private readonly LogChain _chain;
    private readonly OffsetMap[] _maps;     // of the last segments: the first ones may not be mapped
    private readonly int _first;
    private readonly HashSet<ulong> _split = [];    // turns that a fork goes on with

    private HistoryMap(LogChain chain, OffsetMap[] maps)
    {
        _chain = chain;
        _maps = maps;
        _first = chain.Segments.Count - maps.Length;
        Turns = FindTurns();
    }

    /// <summary>It covers the chain from its beginning.</summary>
    internal bool IsWhole => _first == 0 && _maps[0].Start == 0;

    /// <summary>The turns that count, in the order of the history.</summary>
    internal IReadOnlyList<TurnPlace> Turns { get; }

    /// <summary>Maps all of a chain.</summary>
    internal static HistoryMap Of(LogChain chain, OffsetMaps maps) => new(chain, [.. chain.Segments.Select(maps.Of)]);

    /// <summary>Maps the end of a chain's newest log, if no more is needed; null when that does not do.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="maps">Gives the maps.</param>
    /// <param name="from">A place that the map must cover, if there is one.</param>
    /// <param name="isEnough">As for <see cref="OffsetMaps.OfEnd"/>.</param>
    internal static HistoryMap? OfEnd(LogChain chain, OffsetMaps maps, LinePlace? from, Func<bool, long, bool> isEnough)
    {
        if (from is { } place && place.Segment != chain.Segments.Count - 1)
        {
            return null;
        }

        return maps.OfEnd(chain.Own, from?.Offset ?? chain.Own.End, isEnough) is { } map ? new HistoryMap(chain, [map]) : null;
    }

    /// <summary>The entry of a turn.</summary>
    internal OffsetEntry this[TurnPlace turn] => MapOf(turn.Place.Segment).Entries[turn.Index];

    /// <summary>The parts of the chain that the map covers.</summary>
    internal List<LineRange> All()
    {
        var ranges = new List<LineRange>();
        for (var segment = _first; segment < _chain.Segments.Count; segment++)
        {
            ranges.Add(new LineRange(segment, MapOf(segment).Start, _chain.Segments[segment].End));
        }

        return ranges;
    }

    /// <summary>The lines from the one that begins a turn to the next turn.</summary>
    internal LineRange BlockOf(TurnPlace turn) => this[turn].IsOrphan
        ? LineRange.Of(turn.Place)
        : new LineRange(turn.Place.Segment, turn.Place.Offset, MapOf(turn.Place.Segment).EndOf(turn.Index, _chain.Segments[turn.Place.Segment].End));

    /// <summary>All lines that may belong to a turn, in the order of the history, by the turn as it stands in maps.</summary>
    internal Dictionary<ulong, List<LineRange>> RangesOf(IReadOnlySet<ulong> turns)
    {
        var found = turns.ToDictionary(static turn => turn, static _ => new List<LineRange>());
        for (var segment = _first; segment < _chain.Segments.Count; segment++)
        {
            var map = MapOf(segment);
            for (var i = 0; i < map.Entries.Count && map.Entries[i].Offset < _chain.Segments[segment].End; i++)
            {
                var entry = map.Entries[i];
                var place = new LinePlace(segment, entry.Offset);
                if (entry.Kind is OffsetEntryKind.Turn or OffsetEntryKind.Late && found.TryGetValue(entry.Turn, out var ranges))
                {
                    ranges.Add(entry.Kind == OffsetEntryKind.Late ? LineRange.Of(place) : BlockOf(new TurnPlace(place, i)));
                }
            }
        }

        return found;
    }

    /// <summary>The turns, as they stand in maps, whose items may be written more than once or out of place.</summary>
    internal HashSet<ulong> TurnsWithRepeats()
    {
        var found = new HashSet<ulong>(_split);
        foreach (var map in _maps)
        {
            foreach (ref readonly var entry in map.Span)
            {
                if (entry.Kind == OffsetEntryKind.Late || entry.HasRepeats)
                {
                    found.Add(entry.Turn);
                }
            }
        }

        return found;
    }

    /// <summary>The first turn of that id, as it stands in maps; null when no line makes one.</summary>
    internal TurnPlace? Find(ulong id)
    {
        foreach (var turn in Turns)
        {
            if (this[turn].Turn == id)
            {
                return turn;
            }
        }

        return null;
    }

    /// <summary>The lines of a legacy turn that came late, and where the late lines of all turns start.</summary>
    internal List<LineRange> LateLines(ulong turn, out HashSet<long> all)
    {
        var own = new List<LineRange>();
        all = [];
        foreach (var entry in _maps[^1].Entries)
        {
            if (entry.Kind == OffsetEntryKind.Late)
            {
                all.Add(entry.Offset);
                if (entry.Turn == turn)
                {
                    own.Add(LineRange.Of(new LinePlace(_chain.Segments.Count - 1, entry.Offset)));
                }
            }
        }

        return own;
    }

    private OffsetMap MapOf(int segment) => _maps[segment - _first];

    private List<TurnPlace> FindTurns()
    {
        var turns = new List<TurnPlace>();
        var known = new HashSet<ulong>();
        for (var segment = _first; segment < _chain.Segments.Count; segment++)
        {
            var map = MapOf(segment);
            foreach (var index in map.LiveTurns(_chain.Segments[segment].End))
            {
                var entry = map.Entries[index];
                if (_maps.Length == 1 || known.Add(entry.Turn))
                {
                    turns.Add(new TurnPlace(new LinePlace(segment, entry.Offset), index));
                }
                else
                {
                    _split.Add(entry.Turn);
                }
            }
        }

        return turns;
    }
}
