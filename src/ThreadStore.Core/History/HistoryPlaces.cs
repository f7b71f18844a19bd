using System;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>Readers that start in the middle of a history.</summary>
internal static class HistoryPlaces
{
    /// <summary>From a position on, or back from it.</summary>
    /// <exception cref="InvalidRequestException">The position is in no log of this history, behind its end, or within a line.</exception>
    internal static HistoryReader From(LogChain chain, Position position, bool isBackward)
    {
        var segment = chain.IndexOf(position.Thread);
        if (segment < 0)
        {
            throw new InvalidRequestException($"the log of thread {position.Thread} is no part of this history");
        }

        var log = chain.Segments[segment];
        if (position.Offset < 0 || position.Offset > log.End)
        {
            throw new InvalidRequestException($"the log of thread {position.Thread} ends before offset {position.Offset}");
        }

        if (isBackward)
        {
            return HistoryReader.Backward(chain, segment, position.Offset);
        }

        Span<byte> before = stackalloc byte[1];
        return position.Offset == 0 || (log.File.ReadOrThrow(before, position.Offset - 1) == 1 && before[0] == '\n')
            ? HistoryReader.Forward(chain, segment, position.Offset)
            : throw new InvalidRequestException($"offset {position.Offset} of the log of thread {position.Thread} is within a line");
    }

    /// <summary>From the first line with an ordinal as high as that.</summary>
    /// <exception cref="InvalidRequestException">There is none.</exception>
    internal static HistoryReader FromOrdinal(LogChain chain, OffsetMaps maps, long ordinal)
    {
        for (var segment = 0; segment < chain.Segments.Count; segment++)
        {
            var log = chain.Segments[segment];
            if (log.Mode == HistoryMode.Legacy)
            {
                continue;
            }

            using var reader = new RolloutReader(log.File, Math.Min(log.End, maps.Of(log).StartFor(ordinal)), log.End);
            LineStatus status;
            while ((status = reader.Read(out var line)) != LineStatus.End)
            {
                if (status == LineStatus.Line && line.Ordinal >= ordinal)
                {
                    return HistoryReader.Forward(chain, segment, line.Offset);
                }
            }
        }

        throw new InvalidRequestException($"no line has ordinal {ordinal} or a higher one");
    }

    /// <summary>The lines of one turn.</summary>
    /// <exception cref="InvalidRequestException">There is no such turn.</exception>
    internal static HistoryReader OfTurn(LogChain chain, OffsetMaps maps, string turnId)
    {
        var map = HistoryMap.Of(chain, maps);
        if (map.Find(TurnLine.Hash(turnId)) is not { } turn)
        {
            throw new InvalidRequestException($"thread {chain.Own.Log} has no turn {turnId}");
        }

        var block = map.BlockOf(turn);
        if (!block.IsSingle)
        {
            return HistoryReader.Forward(chain, block.Segment, block.From, block.To);
        }

        using var reader = new RolloutReader(chain.Segments[block.Segment].File, block.From);
        reader.Read(out _);
        return HistoryReader.Forward(chain, block.Segment, block.From, reader.Consumed);
    }
}
