using System;
using System.Collections.Generic;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>Reads ranges of a chain's lines one after the other, forward or backward, in bounded memory. Bad lines are passed over.</summary>
internal sealed class LineWalk : IDisposable
{
    private readonly LogChain _chain;
    private readonly IReadOnlyList<LineRange> _ranges;
    private readonly bool _isBackward;

    private int _next;
    private LineRange _range;
    private RolloutReader? _forward;
    private BackwardRolloutReader? _backward;

    /// <summary>Walks ranges that stand in the order of the history.</summary>
    internal LineWalk(LogChain chain, IReadOnlyList<LineRange> ranges, bool isBackward = false)
    {
        _chain = chain;
        _ranges = ranges;
        _isBackward = isBackward;
        _next = isBackward ? ranges.Count - 1 : 0;
    }

    /// <summary>Cuts ranges down to what lies behind a place (forward), or before it (backward).</summary>
    internal static List<LineRange> From(IReadOnlyList<LineRange> ranges, LinePlace place, bool isIncluded, bool isBackward)
    {
        var left = new List<LineRange>();
        foreach (var range in ranges)
        {
            var from = new LinePlace(range.Segment, range.From);
            if (range.IsSingle)
            {
                if (from == place ? isIncluded : isBackward == from < place)
                {
                    left.Add(range);
                }
            }
            else if (range.Segment != place.Segment || range.To <= place.Offset || range.From > place.Offset)
            {
                if (isBackward == from < place)
                {
                    left.Add(range);
                }
            }
            else if (!isBackward)
            {
                left.Add(range with { From = place.Offset });
            }
            else
            {
                AddBefore(left, range, place, isIncluded);
            }
        }

        return left;
    }

    /// <summary>Reads the next line; false at the end. Its spans are valid until the next read.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal bool Read(out Line line, out LinePlace place)
    {
        while (true)
        {
            if (_forward is null && _backward is null && !Open())
            {
                line = default;
                place = default;
                return false;
            }

            var status = _forward is null ? _backward!.Read(out line) : _forward.Read(out line);
            place = new LinePlace(_range.Segment, line.Offset);
            var isOver = status == LineStatus.End || (_range.IsSingle && line.Offset != _range.From);
            if (status == LineStatus.Line && !isOver && line.Offset >= _range.From)
            {
                return true;
            }

            if (isOver || line.Offset < _range.From)
            {
                Close();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static void AddBefore(List<LineRange> left, LineRange range, LinePlace place, bool isIncluded)
    {
        if (range.From < place.Offset)
        {
            left.Add(range with { To = place.Offset });
        }

        if (isIncluded)
        {
            left.Add(LineRange.Of(place));
        }
    }

    private bool Open()
    {
        if (_next < 0 || _next >= _ranges.Count)
        {
            return false;
        }

        _range = _ranges[_next];
        _next += _isBackward ? -1 : 1;
        var segment = _chain.Segments[_range.Segment];
        if (_isBackward && !_range.IsSingle)
        {
            _backward = new BackwardRolloutReader(segment.File, Math.Min(_range.To, segment.End));
        }
        else
        {
            _forward = new RolloutReader(segment.File, _range.From, Math.Min(_range.To, segment.End));
        }

        return true;
    }

    private void Close()
    {
        _forward?.Dispose();
        _backward?.Dispose();
        _forward = null;
        _backward = null;
    }
}
