using ThreadStore.Latency.Driving;

namespace ThreadStore.Latency.Targets;

/// <summary>One append of the store, to each of its threads in turn.</summary>
internal sealed class StoreAppend(LiveThread[] threads, Payload payload, Durability durability) : IOperation
{
    private readonly ItemType _type = payload.Type;
    private readonly byte[] _payload = payload.Bytes;
    private int _next;

    /// <inheritdoc/>
    public void Run()
    {
        var next = _next;
        _ = threads[next].Append(_type, _payload, durability);
        _next = next + 1 == threads.Length ? 0 : next + 1;
    }
}
