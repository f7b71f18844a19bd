using System;

namespace ThreadStore.Conformance;

/// <summary>What a backend may leave out, as long as it says so by <see cref="UnsupportedException"/>.</summary>
[Flags]
public enum StoreFacets
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A second store on the place while one is open, within one process.</summary>
    SecondStore = 1,

    /// <summary>Free key-values of a thread: <see cref="ThreadMetadataPatch.Labels"/>.</summary>
    Labels = 2,

    /// <summary>Turns and items of a thread.</summary>
    Turns = 4,

    /// <summary>Search in the contents of threads.</summary>
    Search = 8,

    /// <summary>Archive and unarchive.</summary>
    Archive = 16,

    /// <summary>Delete.</summary>
    Delete = 32,

    /// <summary>Fork.</summary>
    Fork = 64,
}
