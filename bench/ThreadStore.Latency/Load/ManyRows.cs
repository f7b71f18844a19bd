using System;
using System.Diagnostics;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Load;

/// <summary>Appends facts to many threads of a store, so that none of them waits for company: each is a row that the projector writes.</summary>
internal sealed class ManyRows : ILoad
{
    // Each thread is due after the 200 ms for which the projector lets facts coalesce: then it has its next fact.
    private const int MostThreads = 2000;
    private const int LeastThreads = 200;
    private const double AppendsPerThread = 5;

    private readonly LocalThreadStore _store;
    private readonly LoadThread _thread;
    private readonly long _rows;
    private readonly long _start;

    /// <summary>Makes the threads and begins. For a round of less than a second there are fewer: making them would take longer than the round.</summary>
    public ManyRows(LocalThreadStore store, TimeSpan round)
    {
        _store = store;
        var threads = (int)Math.Clamp(MostThreads * round.TotalSeconds, LeastThreads, MostThreads);
        var appends = new PacedAppends(LiveThreads.Create(store, threads, Payload.WithFacts, Durability.Written), threads * AppendsPerThread);
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
