using System;

namespace ThreadStore.Items;

/// <summary>One complete line of a rollout, split into its envelope's parts. Field table: docs/formats/rollout-line.md.</summary>
internal readonly ref struct Line
{
    /// <summary>Stands for a missing or unreadable timestamp.</summary>
    public const long NoTimestamp = long.MinValue;

    /// <summary>Stands for a missing ordinal: legacy lines and journal lines have none.</summary>
    public const long NoOrdinal = -1;

    /// <summary>Where the object starts in the file.</summary>
    public long Offset { get; init; }

    /// <summary>The object's bytes, without the LF.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Milliseconds since the Unix epoch, or <see cref="NoTimestamp"/>.</summary>
    public long TimestampMs { get; init; }

    /// <summary>The ordinal, or <see cref="NoOrdinal"/>.</summary>
    public long Ordinal { get; init; }

    /// <summary>The type, as far as the store tells it apart.</summary>
    public ItemKind Kind { get; init; }

    /// <summary>The type's name as the line spells it.</summary>
    public ReadOnlySpan<byte> TypeName { get; init; }

    /// <summary>The raw JSON of the payload.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The raw JSON of the trailing metadata of a response item; empty when there is none.</summary>
    public ReadOnlySpan<byte> Metadata { get; init; }
}
