using System;
using System.Threading.Tasks;
using ThreadStore.Conformance.InMemory;

namespace ThreadStore.Conformance;

/// <summary>A backend that leaves out all that may be left out: what the suite does about facets is tested by it.</summary>
public sealed class BareBackend : StoreBackend
{
    private readonly InMemoryThreads _place = new();

    /// <inheritdoc/>
    public override StoreFacets Unsupported => (StoreFacets)~0;

    /// <inheritdoc/>
    public override ValueTask<IThreadStore> OpenAsync(TimeProvider clock) => new(new BareThreadStore(new InMemoryThreadStore(_place, clock)));
}
