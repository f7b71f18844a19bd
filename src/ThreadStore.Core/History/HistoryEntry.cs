using System;

namespace ThreadStore.History;

/// <summary>One line of a thread's history, owned by whoever got it.</summary>
public sealed record HistoryEntry
{
    /// <summary>The thread whose log holds the line: of a fork by reference it may be an ancestor.</summary>
    public required ThreadId Log { get; init; }

    /// <summary>Where the line stands in that log: it grows from line to line. What it counts is the store's own business.</summary>
    public required long Offset { get; init; }

    /// <summary>When the line was written; null when it does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The line's number; null for lines of a legacy thread and for those in which the store keeps explicit metadata.</summary>
    public long? Ordinal { get; init; }

    /// <summary>The type's name, as the line spells it.</summary>
    public required string TypeName { get; init; }

    /// <summary>The raw JSON of the payload.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The raw JSON of a response item's metadata; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>True for lines of that type.</summary>
    public bool Is(ItemType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return string.Equals(TypeName, type.Name, StringComparison.Ordinal);
    }
}
