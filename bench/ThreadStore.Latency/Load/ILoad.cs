using System;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Load;

/// <summary>What goes on beside the driver.</summary>
internal enum LoadKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Two thousand threads of the store get ten thousand facts a second: so many rows the projector writes.</summary>
    ManyRows,

    /// <summary>Somebody else holds the write lock of the store's index, whose projector has something to write all the time.</summary>
    LockedIndex,

    /// <summary>Big chunks are written and synced on the same disk.</summary>
    BusyDisk,
}

/// <summary>A load under way.</summary>
internal interface ILoad : IDisposable
{
    /// <summary>Ends it, and says in a few words what it did; null when there is nothing to say.</summary>
    /// <exception cref="WrongAnswerException">It was not the load that it should have been.</exception>
    public string? Stop();
}
