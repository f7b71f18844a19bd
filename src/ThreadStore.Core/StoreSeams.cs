using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore;

/// <summary>What tests replace: the disk, the index, and the threads that step the loops.</summary>
internal readonly struct StoreSeams
{
    /// <summary>The disk under the log.</summary>
    internal ILogDevice? Device { get; init; }

    /// <summary>Where the projector applies.</summary>
    internal IIndexWriter? Index { get; init; }

    /// <summary>No thread is started: the test steps projector, readers, drainer and reconciler.</summary>
    internal bool IsManual { get; init; }

    /// <summary>Stands for another start of the machine.</summary>
    internal string? MachineBoot { get; init; }

    /// <summary>Stands for another process on the same home.</summary>
    internal bool IsSecondProcess { get; init; }
}
