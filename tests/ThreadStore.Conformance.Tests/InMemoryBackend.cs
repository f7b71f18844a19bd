using System;
using System.Threading.Tasks;
using ThreadStore.Conformance.InMemory;

namespace ThreadStore.Conformance;

/// <summary>The reference backend.</summary>
public sealed class InMemoryBackend : StoreBackend
{
    private readonly InMemoryThreads _place = new();

    /// <inheritdoc/>
    public override StoreFacets Unsupported => StoreFacets.None;

    /// <inheritdoc/>
    public override ValueTask<IThreadStore> OpenAsync(TimeProvider clock) => new(new InMemoryThreadStore(_place, clock));

    /// <inheritdoc/>
    public override ValueTask<IThreadStore> OpenSecondAsync(TimeProvider clock) => OpenAsync(clock);
}
