using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>Gathers one page of items of a paginated log from its lines, in the order in which they come.</summary>
/// <remarks>
/// An item may be written more than once in its turn: it stands where it was written first and is what was written last. Only turns of which the map
/// says so are asked for that, for the ids of the page alone, so that no more than the page is held.
/// </remarks>
internal sealed class PaginatedItems
{
    private readonly LogChain _chain;
    private readonly HistoryMap _map;
    private readonly int _room;
    private readonly HashSet<ulong> _withRepeats;
    private readonly List<Found> _items = [];

    internal PaginatedItems(LogChain chain, HistoryMap map, int room)
    {
        _chain = chain;
        _map = map;
        _room = room;
        _withRepeats = map.TurnsWithRepeats();
    }

    /// <summary>The page is full; asked before each line, it may turn out that what was taken does not stand here.</summary>
    internal bool IsFull
    {
        get
        {
            if (_items.Count < _room)
            {
                return false;
            }

            Settle();
            return _items.Count >= _room;
        }
    }

    /// <summary>Takes a line, if it is an item, and of that turn unless none is asked for.</summary>
    internal void Take(in Line line, LinePlace place, ulong onlyTurn)
    {
        if (TryRead(line, out var turnLine, out var turn) && (onlyTurn == 0 || turn == onlyTurn)
            && ItemJson.Of(turnLine.Item.Raw(), turnLine.Payload) is { } shown)
        {
            var item = ItemLine.ToItem(shown, turnLine.TurnId.Text()!, _chain.Segments[place.Segment].Log, line);
            _items.Add(new Found(item, place, turn) { IsSettled = !_withRepeats.Contains(turn) });
        }
    }

    /// <summary>The items.</summary>
    internal List<ThreadItem> Finish()
    {
        Settle();
        return _items.ConvertAll(static found => found.Item);
    }

    private static bool TryRead(in Line line, out TurnLine turnLine, out ulong turn)
    {
        turnLine = TurnLine.Of(line, HistoryMode.Paginated);
        turn = turnLine.Kind == TurnLineKind.Item ? TurnLine.Hash(turnLine.TurnId) : 0;
        return turn != 0;
    }

    private void Settle()
    {
        var open = _items.Where(static found => !found.IsSettled).GroupBy(static found => found.Turn).ToDictionary(static turn => turn.Key, static turn => turn.ToList());
        if (open.Count == 0)
        {
            return;
        }

        foreach (var (turn, ranges) in _map.RangesOf(open.Keys.ToHashSet()))
        {
            Settle(turn, open[turn], ranges);
        }

        _items.RemoveAll(static found => !found.IsSettled);
    }

    private void Settle(ulong turn, List<Found> open, List<LineRange> ranges)
    {
        var firsts = new Dictionary<string, (LinePlace Place, byte[] Times)>(StringComparer.Ordinal);
        var wanted = open.Select(static found => found.Item.Id).ToHashSet(StringComparer.Ordinal);
        var newest = new Dictionary<string, ShownItem>(StringComparer.Ordinal);
        using var walk = new LineWalk(_chain, ranges);
        while (walk.Read(out var line, out var place))
        {
            if (!TryRead(line, out var turnLine, out var other) || other != turn)
            {
                continue;
            }

            var json = turnLine.Item.Raw();
            var id = JsonField.Of(json, "id"u8).Text();
            if (id is null || !wanted.Contains(id))
            {
                continue;
            }

            var isKnown = firsts.TryGetValue(id, out var first);
            if (ItemJson.Of(json, isKnown ? first.Times : turnLine.Payload) is { } shown)
            {
                newest[id] = shown;
                if (!isKnown)
                {
                    firsts.Add(id, (place, PaginatedTurn.TimesOf(turnLine.Payload)));
                }
            }
        }

        foreach (var found in open)
        {
            found.IsSettled = firsts.TryGetValue(found.Item.Id, out var first) && first.Place == found.Place;
            if (found.IsSettled)
            {
                found.Item = found.Item with { Type = newest[found.Item.Id].Type, Json = newest[found.Item.Id].Json };
            }
        }
    }

    private sealed class Found(ThreadItem item, LinePlace place, ulong turn)
    {
        public ThreadItem Item { get; set; } = item;

        public LinePlace Place { get; } = place;

        public ulong Turn { get; } = turn;

        public bool IsSettled { get; set; }
    }
}
