using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore;

/// <content>The contract of a live thread in any store. What is not here is a verb of the same name and shape.</content>
public sealed partial class LiveThread : ILiveThread
{
    ValueTask<Position> ILiveThread.AppendAsync(ItemType type, ReadOnlyMemory<byte> payload, Durability? durability, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<Position>(Append(type, payload.Span, durability));
    }

    ValueTask<Position> ILiveThread.AppendAsync(ReadOnlyMemory<RolloutItem> items, Durability? durability, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<Position>(Append(items.Span, durability));
    }
}
