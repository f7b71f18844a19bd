using System.Linq;
using System.Threading.Tasks;

namespace ThreadStore.Latency.Targets;

/// <summary>Threads that are past their beginning: file made, row written, and what their first append takes from the store's pools is there.</summary>
internal static class LiveThreads
{
    /// <summary>The lines that each has: its <c>session_meta</c> and one more.</summary>
    public const int FirstLines = 2;

    /// <summary>Starts them.</summary>
    public static LiveThread[] Create(LocalThreadStore store, int count, Payload payload, Durability durability)
    {
        var threads = new LiveThread[count];
        for (var i = 0; i < count; i++)
        {
            threads[i] = store.Create(new CreateThreadParams { Cwd = "/" });
            _ = threads[i].Append(payload.Type, payload.Bytes, durability);
        }

        Task.WhenAll(threads.Select(static thread => thread.FlushAsync())).GetAwaiter().GetResult();
        return threads;
    }
}
