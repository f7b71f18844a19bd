using System.Diagnostics;
using ThreadStore.Latency.Targets;

namespace ThreadStore.Latency.Load;

/// <summary>Appends facts to many threads of a store, so that none of them waits for company: each is a row that the projector writes.</summary>
internal sealed class ManyRows : ILoad
{
    // Each thread is due after the 200 ms for which the projector lets facts coalesce.
    private const int Threads = 2000;
    private const double AppendsPerSecond = 10_000;

    private readonly LocalThreadStore _store;
    private readonly LoadThread _thread;
    private readonly long _rows;
    private readonly long _start;

    /// <summary>Makes the threads and begins.</summary>
    public ManyRows(LocalThreadStore store)
    {
        _store = store;
        var appends = new PacedAppends(LiveThreads.Create(store, Threads, Payload.WithFacts, Durability.Written), AppendsPerSecond);
        _rows = store.Projector.Counters.Rows;
        _start = Stopwatch.GetTimestamp();
        _thread = new LoadThread(appends.Run);
    }

    /// <inheritdoc/>
    public string? Stop()
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var rows = _store.Projector.Counters.Rows - _rows;
        _thread.Stop();
        return rows > 0
            ? string.Create(null, $"{rows / seconds:N0} rows/s beside")
            : throw new WrongAnswerException("the projector wrote no rows: it was not busy");
    }

    /// <inheritdoc/>
    public void Dispose() => _thread.Dispose();
}
