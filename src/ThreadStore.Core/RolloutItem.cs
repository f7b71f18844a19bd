using System;
using ThreadStore.Items;

namespace ThreadStore;

/// <summary>One line to append: its type and the raw JSON of its parts.</summary>
public readonly struct RolloutItem
{
    /// <summary>An item that gets its time and ordinal when it is appended.</summary>
    /// <param name="type">What the line is.</param>
    /// <param name="payload">The payload: one compact JSON object in UTF-8.</param>
    /// <param name="metadata">The trailing metadata object of a response item; empty for none.</param>
    public RolloutItem(ItemType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> metadata = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Payload = payload;
        Metadata = metadata;
        TimestampMs = Line.NoTimestamp;
        Ordinal = Line.NoOrdinal;
    }

    private RolloutItem(ItemType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> metadata, long timestampMs, long ordinal)
        : this(type, payload, metadata)
    {
        IsFromLog = true;
        TimestampMs = timestampMs;
        Ordinal = ordinal;
    }

    /// <summary>What the line is; null only in a default value, which no verb accepts.</summary>
    public ItemType Type { get; }

    /// <summary>The payload: one compact JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The trailing metadata object of a response item; empty for none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>True for an item read back from a log: it keeps time and ordinal, and has passed the persistence policy before.</summary>
    public bool IsFromLog { get; }

    /// <summary>The time that an item read back from a log keeps; null = it gets one when it is appended.</summary>
    public DateTimeOffset? KeptTimestamp => IsFromLog && TimestampMs != Line.NoTimestamp ? DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs) : null;

    /// <summary>The number that an item read back from a log keeps; null = none was there, or it gets one when it is appended.</summary>
    public long? KeptOrdinal => IsFromLog && Ordinal != Line.NoOrdinal ? Ordinal : null;

    /// <summary>The time to keep, in milliseconds since the Unix epoch; <see cref="Line.NoTimestamp"/> = stamp it.</summary>
    internal long TimestampMs { get; }

    /// <summary>The ordinal to keep; <see cref="Line.NoOrdinal"/> = none was there.</summary>
    internal long Ordinal { get; }

    /// <summary>An item read back from a log, for replay and import.</summary>
    /// <param name="type">What the line is.</param>
    /// <param name="payload">The payload as the log has it.</param>
    /// <param name="metadata">The metadata as the log has it; empty for none.</param>
    /// <param name="timestampMs">The line's time in milliseconds since the Unix epoch; <see cref="long.MinValue"/> when it has none.</param>
    /// <param name="ordinal">The line's ordinal; -1 when it has none.</param>
    public static RolloutItem FromLog(
        ItemType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> metadata, long timestampMs, long ordinal) =>
        new(type, payload, metadata, timestampMs, ordinal);
}
