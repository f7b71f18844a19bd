using System;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>Makes items that are handed out.</summary>
internal static class ItemLine
{
    /// <summary>An item whose first line is that one.</summary>
    internal static ThreadItem ToItem(ShownItem shown, string turnId, ThreadId log, in Line line) => new()
    {
        Id = shown.Id,
        Type = shown.Type,
        TurnId = turnId,
        Json = shown.Json,
        Timestamp = line.TimestampMs == Line.NoTimestamp ? null : DateTimeOffset.FromUnixTimeMilliseconds(line.TimestampMs),
        Ordinal = line.Ordinal == Line.NoOrdinal ? null : line.Ordinal,
        Log = log,
        Offset = line.Offset,
    };
}
