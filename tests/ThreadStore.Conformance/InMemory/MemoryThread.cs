using System.Collections.Generic;

namespace ThreadStore.Conformance.InMemory;

/// <summary>One thread: its lines, and which collection it is in. Everything else follows from the lines.</summary>
internal sealed class MemoryThread(ThreadId id)
{
    public ThreadId Id { get; } = id;

    public List<MemoryLine> Lines { get; } = [];

    public bool IsArchived { get; set; }

    /// <summary>The end of the newest line: positions count lines.</summary>
    public Position End => new(Id, Lines.Count);
}
