using System;
using System.Collections.Generic;

namespace ThreadStore.Health;

/// <summary>What one round over a store's threads has seen.</summary>
internal sealed class HealthLook
{
    private readonly List<FaultedThread> _named = [];

    /// <summary>Bytes accepted and not committed, of all threads.</summary>
    internal long PendingBytes { get; private set; }

    /// <summary>When the oldest of them was accepted; <see cref="long.MaxValue"/> for none.</summary>
    internal long OldestAt { get; private set; } = long.MaxValue;

    /// <summary>Threads that fail.</summary>
    internal int Count { get; private set; }

    /// <summary>The first of them.</summary>
    internal IReadOnlyList<FaultedThread> Named => _named;

    /// <summary>Takes in what one thread has pending.</summary>
    internal void Add(long bytes, long since)
    {
        PendingBytes += bytes;
        if (bytes > 0 && since != 0)
        {
            OldestAt = Math.Min(OldestAt, since);
        }
    }

    /// <summary>Takes in a thread that fails, if it does.</summary>
    internal void Add(FaultedThread? faulted)
    {
        if (faulted is null)
        {
            return;
        }

        Count++;
        if (_named.Count < StoreHealth.MaxFaultedThreads)
        {
            _named.Add(faulted);
        }
    }
}
