using System;

namespace ThreadStore.Conformance.InMemory;

/// <summary>One line as it was accepted.</summary>
/// <param name="TypeName">Its type.</param>
/// <param name="TimestampMs">When it was written, in milliseconds since the Unix epoch; null when it does not say.</param>
/// <param name="Ordinal">Its number; null for none.</param>
/// <param name="Payload">The raw JSON.</param>
/// <param name="Metadata">The raw JSON of a response item's metadata; empty for none.</param>
internal sealed record MemoryLine(string TypeName, long? TimestampMs, long? Ordinal, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Metadata)
{
    /// <summary>The type of the lines in which this store keeps explicit metadata.</summary>
    public const string JournalType = "threadstore_metadata";

    public bool IsJournal => TypeName == JournalType;
}
