using System;
using System.Collections.Generic;
using System.Threading;

namespace ThreadStore.Conformance.InMemory;

/// <summary>Where stores in memory keep their threads: it outlives the stores that are opened on it, as a folder or a database would.</summary>
public sealed class InMemoryThreads
{
    internal Lock Gate { get; } = new();

    /// <summary>Everything that has been persisted. Under the gate.</summary>
    internal Dictionary<ThreadId, MemoryThread> Threads { get; } = [];

    /// <summary>Who writes which thread. Under the gate.</summary>
    internal Dictionary<ThreadId, InMemoryLiveThread> Writers { get; } = [];

    /// <summary>Part of every cursor: a cursor of another place does not fit.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");
}
