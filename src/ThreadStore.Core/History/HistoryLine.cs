using System;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>One line of a thread's history. Its spans are valid until the next read.</summary>
public readonly ref struct HistoryLine
{
    /// <summary>The thread whose log holds the line: of a fork by reference it may be an ancestor.</summary>
    public ThreadId Log { get; internal init; }

    /// <summary>Where the line starts in that log.</summary>
    public long Offset => Line.Offset;

    /// <summary>When the line was written; null when it does not say.</summary>
    public DateTimeOffset? Timestamp => Line.TimestampMs == Items.Line.NoTimestamp ? null : DateTimeOffset.FromUnixTimeMilliseconds(Line.TimestampMs);

    /// <summary>The line's number; null for lines of a legacy thread and for journal lines.</summary>
    public long? Ordinal => Line.Ordinal == Items.Line.NoOrdinal ? null : Line.Ordinal;

    /// <summary>The type's name in UTF-8, as the line spells it.</summary>
    public ReadOnlySpan<byte> TypeName => Line.TypeName;

    /// <summary>The raw JSON of the payload.</summary>
    public ReadOnlySpan<byte> Payload => Line.Payload;

    /// <summary>The raw JSON of a response item's metadata; empty when there is none.</summary>
    public ReadOnlySpan<byte> Metadata => Line.Metadata;

    /// <summary>The whole line, without its LF.</summary>
    public ReadOnlySpan<byte> Text => Line.Text;

    /// <summary>True for lines of that type.</summary>
    public bool Is(ItemType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Line.TypeName.SequenceEqual(type.Utf8Name);
    }

    internal Line Line { get; init; }
}
