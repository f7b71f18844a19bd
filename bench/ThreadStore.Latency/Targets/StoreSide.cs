using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Targets;

/// <summary>A store in a home of its own, with live threads that have their first lines.</summary>
internal sealed class StoreSide : ISide
{
    private readonly ScratchFolder _home = new();
    private readonly LiveThread[] _threads;
    private readonly Payload _payload;
    private readonly Durability _durability;
    private readonly long[] _starts;

    /// <summary>Opens the store and the threads, and waits until their rows are written.</summary>
    public StoreSide(int threads, Payload payload, Durability durability)
    {
        _payload = payload;
        _durability = durability;
        Store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path });
        _threads = LiveThreads.Create(Store, threads, payload, durability);
        _starts = [.. _threads.Select(static thread => thread.End.Offset)];
    }

    /// <inheritdoc/>
    public LocalThreadStore Store { get; }

    /// <inheritdoc/>
    public Round Drive(DriverThread driver, LoopPlan plan) => driver.Run(new StoreAppend(_threads, _payload, _durability), plan);

    /// <inheritdoc/>
    public long Check(long operations)
    {
        Task.WhenAll(_threads.Select(static thread => thread.FlushAsync())).GetAwaiter().GetResult();
        var grown = 0L;
        for (var i = 0; i < _threads.Length; i++)
        {
            var appended = (operations / _threads.Length) + (i < operations % _threads.Length ? 1 : 0);
            var path = _threads[i].RolloutPath!;
            var (end, length, lines) = (_threads[i].End.Offset, new FileInfo(path).Length, LineCount.Of(path));
            if (end != length || lines != appended + LiveThreads.FirstLines)
            {
                throw new WrongAnswerException($"{path} has {lines} lines, {length} bytes after {appended} appends that ended at {end}");
            }

            grown += length - _starts[i];
        }

        return grown;
    }

    /// <summary>Closes the store and removes its home.</summary>
    public void Dispose()
    {
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _home.Dispose();
    }
}
