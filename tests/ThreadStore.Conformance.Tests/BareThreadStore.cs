using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Search;

namespace ThreadStore.Conformance;

/// <summary>A store that passes on what every store must do, and refuses the rest.</summary>
internal sealed class BareThreadStore(IThreadStore store) : IThreadStore
{
    public ValueTask<ILiveThread> CreateAsync(CreateThreadParams parameters, CancellationToken cancellationToken = default) => store.CreateAsync(parameters, cancellationToken);

    public ValueTask<ILiveThread> ResumeAsync(ThreadId id, CancellationToken cancellationToken = default) => store.ResumeAsync(id, cancellationToken);

    public ValueTask<StoredThread> ReadAsync(ThreadId id, Position? minimum = null, CancellationToken cancellationToken = default) => store.ReadAsync(id, minimum, cancellationToken);

    public ValueTask<ThreadPage> ListAsync(ThreadListQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

    public IAsyncEnumerable<HistoryEntry> ReadHistoryAsync(ThreadId id, HistoryStart start = HistoryStart.Beginning, CancellationToken cancellationToken = default) =>
        store.ReadHistoryAsync(id, start, cancellationToken);

    public Task WaitProjectedAsync(Position position, CancellationToken cancellationToken = default) => store.WaitProjectedAsync(position, cancellationToken);

    public Task UpdateMetadataAsync(ThreadId id, ThreadMetadataPatch patch, CancellationToken cancellationToken = default) =>
        patch.Labels is null ? store.UpdateMetadataAsync(id, patch, cancellationToken) : throw Refused("labels");

    public ValueTask<TurnPage> ListTurnsAsync(TurnListQuery query, CancellationToken cancellationToken = default) => throw Refused("list_turns");

    public ValueTask<ItemPage> ListItemsAsync(ItemListQuery query, CancellationToken cancellationToken = default) => throw Refused("list_items");

    public IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) => throw Refused("search");

    public ValueTask<ILiveThread> ForkAsync(ThreadId parent, ForkThreadParams? parameters = null, CancellationToken cancellationToken = default) => throw Refused("fork");

    public Task ArchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => throw Refused("archive");

    public Task UnarchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => throw Refused("archive");

    public Task<DeleteReceipt> DeleteAsync(ThreadId id, DeleteThreadOptions options = DeleteThreadOptions.None, CancellationToken cancellationToken = default) => throw Refused("delete");

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static UnsupportedException Refused(string operation) => new(operation, "this store does without it");
}
