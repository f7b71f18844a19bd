using System;
using System.Threading.Tasks;

namespace ThreadStore.Conformance;

/// <summary>What a test needs of a backend: an empty place, and stores on it. One is made for each test.</summary>
public abstract class StoreBackend : IAsyncDisposable
{
    /// <summary>What the backend does not do, and says so by <see cref="UnsupportedException"/>.</summary>
    public abstract StoreFacets Unsupported { get; }

    /// <summary>
    /// Opens a store on the test's place. Called again when the store before has been disposed: then it finds what that one left.
    /// </summary>
    /// <param name="clock">Lines are stamped by it.</param>
    public abstract ValueTask<IThreadStore> OpenAsync(TimeProvider clock);

    /// <summary>Opens one more store on the place while another is open, as a second process would.</summary>
    /// <param name="clock">Lines are stamped by it.</param>
    /// <exception cref="UnsupportedException">It cannot be had within one process.</exception>
    public virtual ValueTask<IThreadStore> OpenSecondAsync(TimeProvider clock) =>
        throw new UnsupportedException("second_store", "the backend opens a place once in a process");

    /// <summary>Removes the place; its stores have been disposed.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
