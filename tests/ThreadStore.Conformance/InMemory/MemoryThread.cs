using System.Collections.Generic;

namespace ThreadStore.Conformance.InMemory;

/// <summary>One thread: its lines, and which collection it is in. Everything else follows from the lines.</summary>
internal sealed class MemoryThread(ThreadId id)
{
    public ThreadId Id { get; } = id;

    public List<MemoryLine> Lines { get; } = [];

    /// <summary>When it was archived, in milliseconds since the Unix epoch; null while it is not.</summary>
    public long? ArchivedAtMs { get; set; }

    public bool IsArchived => ArchivedAtMs is not null;

    /// <summary>The thread whose first lines this one continues; null for none.</summary>
    public ThreadId? Base { get; init; }

    /// <summary>How many lines of that thread these are.</summary>
    public int BaseEnd { get; init; }

    /// <summary>The end of the newest line: positions count lines.</summary>
    public Position End => new(Id, Lines.Count);
}
