using System;
using System.Collections.Generic;
using System.Linq;

namespace ThreadStore.History;

/// <summary>Lists the turns of a thread, page by page.</summary>
internal sealed class TurnPager
{
    private readonly LogChain _chain;
    private readonly OffsetMaps _maps;
    private readonly TurnListQuery _query;
    private readonly HistoryScope _scope;
    private readonly LinePlace? _anchor;
    private readonly bool _isIncluded;

    private TurnPager(LogChain chain, OffsetMaps maps, TurnListQuery query)
    {
        _chain = chain;
        _maps = maps;
        _query = query;
        _scope = new HistoryScope(query.Thread, IsItems: false, query.Ascending, Turn: 0);
        if (query.Cursor is { } text)
        {
            _anchor = HistoryAnchor.Of(chain, text, _scope, out _isIncluded);
        }
    }

    /// <summary>Reads one page.</summary>
    /// <param name="chain">The thread's logs.</param>
    /// <param name="maps">Their maps.</param>
    /// <param name="query">What to list.</param>
    /// <param name="isWritten">Somebody writes the thread now: a turn without an end may still get one.</param>
    /// <exception cref="InvalidRequestException">A page size out of its range, or a cursor that is not of this query.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static TurnPage List(LogChain chain, OffsetMaps maps, TurnListQuery query, bool isWritten)
    {
        HistoryAnchor.CheckPageSize(query.PageSize, TurnListQuery.MaxPageSize);
        return new TurnPager(chain, maps, query).List(isWritten);
    }

    private TurnPage List(bool isWritten)
    {
        var map = IsEnough() is { } isEnough ? HistoryMap.OfEnd(_chain, _maps, _anchor, isEnough) : null;
        map ??= HistoryMap.Of(_chain, _maps);
        var page = Choose(map.Turns, out var hasMore);
        if (!hasMore && !_query.Ascending && !map.IsWhole)
        {
            map = HistoryMap.Of(_chain, _maps);
            page = Choose(map.Turns, out hasMore);
        }

        return new TurnPage
        {
            Turns = Read(map, page, isWritten),
            NextCursor = hasMore ? Cursor(page[^1], isIncluded: false, _scope) : null,
            BackwardsCursor = page.Count > 0 ? Cursor(page[0], isIncluded: true, _scope.Reversed) : null,
            Gap = _chain.Gap,
        };
    }

    // How far back the end of the own log must be mapped for this page; null when it will not do.
    private Func<bool, long, bool>? IsEnough()
    {
        if (_query.Ascending)
        {
            return _anchor is { } from ? (_, offset) => offset <= from.Offset : null;
        }

        var count = 0;
        return (isTurn, offset) => isTurn && (_anchor is not { } to || offset <= to.Offset) && ++count > _query.PageSize + 1;
    }

    private List<TurnPlace> Choose(IReadOnlyList<TurnPlace> turns, out bool hasMore)
    {
        var page = new List<TurnPlace>();
        var step = _query.Ascending ? 1 : -1;
        var at = _anchor is { } anchor ? Start(turns, anchor) : _query.Ascending ? 0 : turns.Count - 1;
        for (; at >= 0 && at < turns.Count && page.Count < _query.PageSize; at += step)
        {
            page.Add(turns[at]);
        }

        hasMore = page.Count > 0 && at >= 0 && at < turns.Count;
        return page;
    }

    private int Start(IReadOnlyList<TurnPlace> turns, LinePlace anchor)
    {
        var (low, high) = (0, turns.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var isBefore = turns[middle].Place < anchor || (turns[middle].Place == anchor && _query.Ascending != _isIncluded);
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return _query.Ascending ? low : low - 1;
    }

    private List<ThreadTurn> Read(HistoryMap map, List<TurnPlace> page, bool isWritten)
    {
        var running = isWritten && map.Turns.Count > 0 && map.Turns[^1].Place.Segment == _chain.Segments.Count - 1 ? map.Turns[^1] : (TurnPlace?)null;
        if (_chain.Own.Mode == HistoryMode.Legacy)
        {
            return page.ConvertAll(turn =>
            {
                var window = ItemWindow.Of(_query.Items);
                return LegacyTurn.Read(_chain, map, turn, window).ToTurn(turn == running, [.. window.Items]);
            });
        }

        var ranges = map.RangesOf(page.Select(turn => map[turn].Turn).ToHashSet());
        var turns = new List<ThreadTurn>(page.Count);
        foreach (var turn in page)
        {
            var id = map[turn].Turn;
            if (PaginatedTurn.Read(_chain, ranges[id], id, _query.Items, turn == running) is { } read)
            {
                turns.Add(read);
            }
        }

        return turns;
    }

    private string Cursor(TurnPlace turn, bool isIncluded, in HistoryScope scope) =>
        new HistoryCursor(_chain.Segments[turn.Place.Segment].Log, turn.Place.Offset, isIncluded).Format(scope);
}
