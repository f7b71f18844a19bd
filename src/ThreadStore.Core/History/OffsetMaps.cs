using System;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>Gives the map of a log: from its file, brought up to date, or, of a small log, made for the one question.</summary>
internal sealed class OffsetMaps
{
    /// <summary>Logs up to this length are read instead of kept: it takes some milliseconds.</summary>
    internal const long DefaultFileThreshold = 4 << 20;

    /// <summary>So much of a log's end is read, rather than asking for a map of all of it: it takes some tens of milliseconds.</summary>
    internal const long DefaultEndBytes = 16 << 20;

    private readonly LogHome _home;
    private readonly long _threshold;
    private readonly long _endBytes;

    internal OffsetMaps(LogHome home, long threshold = DefaultFileThreshold, long endBytes = DefaultEndBytes)
    {
        _home = home;
        _threshold = threshold;
        _endBytes = endBytes;
    }

    /// <summary>The map of all of a log's part.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal OffsetMap Of(LogSegment segment)
    {
        var isKept = segment.End > _threshold;
        var map = isKept ? OffsetFile.Read(_home, segment) : null;
        map ??= new OffsetMap(segment.Mode);
        if (map.Covered < segment.End)
        {
            // It may have to go back behind where the map ended: what counts is what is read now, and again without the file.
            var builder = new OffsetMapBuilder(map);
            var from = map.Covered;
            builder.Read(segment.File, segment.End);
            if (isKept && segment.End - from > _threshold)
            {
                OffsetFile.Write(_home, segment, map);
            }
        }

        return map;
    }

    /// <summary>The map of the end of a paginated log, from a turn's start on; null when lines there speak of what may lie before it, or the log is small anyway.</summary>
    /// <remarks>Lines that stand before the turn that they name has begun, which no program writes, are seen by a whole map only.</remarks>
    /// <param name="segment">The log's part.</param>
    /// <param name="from">An offset that the map must cover; the end when it does not matter.</param>
    /// <param name="isEnough">Told of each line, newest first, that begins a turn (true) or is an item (false), and where it starts: true when no turn before this one is needed.</param>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal OffsetMap? OfEnd(LogSegment segment, long from, Func<bool, long, bool> isEnough)
    {
        if (segment.End <= _threshold || segment.End - from > _endBytes || segment.Mode != HistoryMode.Paginated || FindStart(segment, isEnough) is not { } start)
        {
            return null;
        }

        var map = new OffsetMap(segment.Mode) { Start = start, Covered = start };
        var builder = new OffsetMapBuilder(map, isPartial: true);
        builder.Read(segment.File, segment.End);
        return builder.HasUnknownTurns ? null : map;
    }

    private long? FindStart(LogSegment segment, Func<bool, long, bool> isEnough)
    {
        using var reader = new BackwardRolloutReader(segment.File, segment.End);
        Items.LineStatus status;
        while ((status = reader.Read(out var line)) != Items.LineStatus.End && segment.End - line.Offset <= _endBytes)
        {
            if (status != Items.LineStatus.Line)
            {
                continue;
            }

            var kind = TurnLine.Of(line, HistoryMode.Paginated).Kind;
            if (kind is TurnLineKind.Started or TurnLineKind.Item && isEnough(kind == TurnLineKind.Started, line.Offset) && kind == TurnLineKind.Started)
            {
                return line.Offset;
            }
        }

        return null;
    }
}
