using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Conformance;

/// <summary>The local store, on a home of its own.</summary>
public sealed class LocalBackend : StoreBackend
{
    private readonly string _home = Directory.CreateTempSubdirectory("threadstore-conformance-").FullName;

    /// <inheritdoc/>
    public override StoreFacets Unsupported => StoreFacets.None;

    /// <inheritdoc/>
    public override ValueTask<IThreadStore> OpenAsync(TimeProvider clock) => new(LocalThreadStore.Open(Options(clock)));

    /// <inheritdoc/>
    public override ValueTask<IThreadStore> OpenSecondAsync(TimeProvider clock) => new(LocalThreadStore.Open(Options(clock), new StoreSeams { IsSecondProcess = true }));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return base.DisposeAsync();
    }

    // Looks for what others wrote only when it is asked to: nothing depends on when a sweep comes by.
    private ThreadStoreOptions Options(TimeProvider clock) => new() { Home = _home, Clock = clock, RefreshInterval = Timeout.InfiniteTimeSpan, Application = "conformance" };
}
