using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Items;

namespace ThreadStore;

/// <content>The contract of any store, over the verbs of this one; what is not here is a verb of the same name and shape.</content>
public partial class LocalThreadStore : IThreadStore
{
    ValueTask<ILiveThread> IThreadStore.CreateAsync(CreateThreadParams parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ILiveThread>(Create(parameters));
    }

    ValueTask<ILiveThread> IThreadStore.ResumeAsync(ThreadId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ILiveThread>(Resume(id));
    }

    ValueTask<ILiveThread> IThreadStore.ForkAsync(ThreadId parent, ForkThreadParams? parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ILiveThread>(Fork(parent, parameters));
    }

    async IAsyncEnumerable<HistoryEntry> IThreadStore.ReadHistoryAsync(
        ThreadId id, HistoryStart start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var reader = ReadHistory(id, start);
        while (TryReadEntry(reader, out var entry))
        {
            yield return entry;
            cancellationToken.ThrowIfCancellationRequested();
        }

        // Lines are read from a local file: there is nothing to await.
        await Task.CompletedTask.ConfigureAwait(false);
    }

    ValueTask<TurnPage> IThreadStore.ListTurnsAsync(TurnListQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<TurnPage>(ListTurns(query));
    }

    ValueTask<ItemPage> IThreadStore.ListItemsAsync(ItemListQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ItemPage>(ListItems(query));
    }

    Task<DeleteReceipt> IThreadStore.DeleteAsync(ThreadId id, DeleteThreadOptions options, CancellationToken cancellationToken) =>
        DeleteAsync(id, options, cancellationToken);

    private static bool TryReadEntry(HistoryReader reader, [NotNullWhen(true)] out HistoryEntry? entry)
    {
        entry = null;
        if (!reader.Read(out var line))
        {
            return false;
        }

        entry = new HistoryEntry
        {
            Log = line.Log,
            Offset = line.Offset,
            Timestamp = line.Timestamp,
            Ordinal = line.Ordinal,
            TypeName = ItemKinds.FromName(line.TypeName) is ItemKind.Unknown ? Encoding.UTF8.GetString(line.TypeName) : ItemType.FromUtf8(line.TypeName).Name,
            Payload = line.Payload.ToArray(),
            Metadata = line.Metadata.ToArray(),
        };
        return true;
    }
}
