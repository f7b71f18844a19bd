using System;
using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>Lists the items of a thread, page by page.</summary>
internal sealed class ItemPager
{
    private readonly LogChain _chain;
    private readonly OffsetMaps _maps;
    private readonly ItemListQuery _query;
    private readonly HistoryScope _scope;
    private readonly LinePlace? _anchor;
    private readonly bool _isIncluded;

    private ItemPager(LogChain chain, OffsetMaps maps, ItemListQuery query)
    {
        _chain = chain;
        _maps = maps;
        _query = query;
        _scope = new HistoryScope(query.Thread, IsItems: true, !query.Descending, TurnLine.Hash(query.TurnId));
        if (query.Cursor is { } text)
        {
            _anchor = HistoryAnchor.Of(chain, text, _scope, out _isIncluded);
        }
    }

    /// <summary>Reads one page.</summary>
    /// <exception cref="InvalidRequestException">A page size out of its range, or a cursor that is not of this query.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static ItemPage List(LogChain chain, OffsetMaps maps, ItemListQuery query)
    {
        HistoryAnchor.CheckPageSize(query.PageSize, ItemListQuery.MaxPageSize);
        return query.TurnId is { Length: 0 } ? new ItemPage { Items = [], Gap = chain.Gap } : new ItemPager(chain, maps, query).List();
    }

    private ItemPage List()
    {
        var map = IsEnough() is { } isEnough ? HistoryMap.OfEnd(_chain, _maps, _anchor, isEnough) : null;
        map ??= HistoryMap.Of(_chain, _maps);
        var items = Read(map);
        if (items.Count <= _query.PageSize && _query.Descending && !map.IsWhole)
        {
            items = Read(HistoryMap.Of(_chain, _maps));
        }

        var hasMore = items.Count > _query.PageSize;
        if (hasMore)
        {
            items.RemoveAt(_query.PageSize);
        }

        return new ItemPage
        {
            Items = items,
            NextCursor = hasMore ? Cursor(items[^1], isIncluded: false, _scope) : null,
            BackwardsCursor = items.Count > 0 ? Cursor(items[0], isIncluded: true, _scope.Reversed) : null,
            Gap = _chain.Gap,
        };
    }

    // How far back the end of the own log must be mapped for this page; null when it will not do.
    private Func<bool, long, bool>? IsEnough()
    {
        if (_query.TurnId is not null)
        {
            return null;
        }

        if (!_query.Descending)
        {
            return _anchor is { } from ? (_, offset) => offset <= from.Offset : null;
        }

        var count = 0;
        return (isTurn, offset) =>
        {
            count += !isTurn && (_anchor is not { } to || offset <= to.Offset) ? 1 : 0;
            return count > _query.PageSize + 1;
        };
    }

    private List<ThreadItem> Read(HistoryMap map) => _chain.Own.Mode == HistoryMode.Legacy ? ReadLegacy(map) : ReadPaginated(map);

    private List<ThreadItem> ReadPaginated(HistoryMap map)
    {
        var ranges = _query.TurnId is null ? map.All() : map.RangesOf(new HashSet<ulong> { _scope.Turn })[_scope.Turn];
        if (_anchor is { } anchor)
        {
            ranges = LineWalk.From(ranges, anchor, _isIncluded, _query.Descending);
        }

        var page = new PaginatedItems(_chain, map, _query.PageSize + 1);
        using var walk = new LineWalk(_chain, ranges, _query.Descending);
        while (!page.IsFull && walk.Read(out var line, out var place))
        {
            if (place != _anchor || _isIncluded)
            {
                page.Take(line, place, _scope.Turn);
            }
        }

        return page.Finish();
    }

    private List<ThreadItem> ReadLegacy(HistoryMap map)
    {
        var items = new List<ThreadItem>();
        var room = _query.PageSize + 1;
        var step = _query.Descending ? -1 : 1;
        var end = _query.Descending && _isIncluded && _anchor is { } last ? last.Offset + 1 : _anchor?.Offset ?? long.MaxValue;
        var from = !_query.Descending && _anchor is { } first ? first.Offset + (_isIncluded ? 0 : 1) : 0;
        for (var at = _query.Descending ? map.Turns.Count - 1 : 0; at >= 0 && at < map.Turns.Count && items.Count < room; at += step)
        {
            var turn = map.Turns[at];
            var isOutside = _query.Descending ? turn.Place.Offset >= end : map.BlockOf(turn).To <= from;
            if (isOutside || (_query.TurnId is not null && map[turn].Turn != _scope.Turn))
            {
                continue;
            }

            var window = _query.Descending ? ItemWindow.Last(room - items.Count, end) : ItemWindow.First(room - items.Count, from);
            LegacyTurn.Read(_chain, map, turn, window);
            var found = new List<ThreadItem>(window.Items);
            if (_query.Descending)
            {
                found.Reverse();
            }

            items.AddRange(found);
        }

        return items;
    }

    private string Cursor(ThreadItem item, bool isIncluded, in HistoryScope scope) => new HistoryCursor(item.Log, item.Offset, isIncluded).Format(scope);
}
