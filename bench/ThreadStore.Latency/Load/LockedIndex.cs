using System;
using System.Diagnostics;
using System.Threading;
using SQLitePCL;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;
using ThreadStore.Sqlite;

namespace ThreadStore.Latency.Load;

/// <summary>Another connection holds the index's write lock for eight tenths of the round, while a hundred facts a second want to be written.</summary>
internal sealed class LockedIndex : ILoad
{
    private const double ShareOfRound = 0.8;
    private const int Threads = 10;
    private const double AppendsPerSecond = 100;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    private readonly LocalThreadStore _store;
    private readonly LoadThread _appends;
    private readonly LoadThread _lock;
    private readonly ManualResetEventSlim _begin = new();
    private readonly long _busy;
    private TimeSpan _held;

    /// <summary>Takes the lock; returns when it has it and the projector has met it.</summary>
    public LockedIndex(LocalThreadStore store, TimeSpan round)
    {
        _store = store;
        var threads = LiveThreads.Create(store, Threads, Payload.WithFacts, Durability.Written);
        _busy = store.Projector.Counters.Busy;
        using var isHeld = new ManualResetEventSlim();
        _lock = new LoadThread(stop => Hold(round * ShareOfRound, isHeld, stop));
        _appends = new LoadThread(new PacedAppends(threads, AppendsPerSecond).Run);
        var isMet = isHeld.Wait(s_longestWait) && SpinWait.SpinUntil(() => store.Projector.Counters.Busy > _busy, s_longestWait);
        _begin.Set();
        if (!isMet)
        {
            Dispose();
            throw new WrongAnswerException("the index's lock was not to be had, or the projector did not meet it");
        }
    }

    /// <inheritdoc/>
    public string? Stop()
    {
        var busy = _store.Projector.Counters.Busy - _busy;
        _appends.Stop();
        _lock.Stop();
        return $"locked for {_held.TotalSeconds:N1} s, asked for {busy:N0} times in vain";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _appends.Dispose();
        _lock.Dispose();
        _begin.Dispose();
    }

    private void Hold(TimeSpan length, ManualResetEventSlim isHeld, CancellationToken stop)
    {
        var files = new IndexFiles(_store.HomeDirectory, indexDirectory: null, IndexSchema.Hash);
        using var connection = SqliteConnection.Open(files.DatabasePath(files.FindNewest()), SqliteOpenMode.ReadWrite);

        // In the same way as the projector asks: it is only tried, and the projector's own transactions are short.
        using var begin = connection.Prepare("BEGIN IMMEDIATE"u8);
        while (begin.Step() != raw.SQLITE_DONE)
        {
            begin.Reset();
            stop.ThrowIfCancellationRequested();
            Thread.Yield();
        }

        begin.Reset();
        isHeld.Set();
        _begin.Wait(stop);
        var start = Stopwatch.GetTimestamp();
        stop.WaitHandle.WaitOne(length);
        connection.Execute("ROLLBACK");
        _held = Stopwatch.GetElapsedTime(start);
    }
}
