using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace ThreadStore.Tracing;

/// <summary>The gauges over all open stores of the process. They are read when somebody collects, and cost nothing before.</summary>
internal static class StoreGauges
{
    private static readonly Lock s_lock = new();
    private static readonly List<IStoreGauges> s_open = [];

    /// <summary>From here on the store counts.</summary>
    internal static void Add(IStoreGauges store)
    {
        lock (s_lock)
        {
            s_open.Add(store);
        }
    }

    /// <summary>The store was closed.</summary>
    internal static void Remove(IStoreGauges store)
    {
        lock (s_lock)
        {
            s_open.Remove(store);
        }
    }

    /// <summary>Makes the instruments.</summary>
    internal static void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "threadstore.projection.pending.bytes",
            static () => Sum(static reading => reading.PendingBytes),
            "By",
            "Bytes that live threads have accepted and that no commit covers");
        meter.CreateObservableGauge(
            "threadstore.projection.age", static () => Oldest().TotalSeconds, "s", "How long the oldest of them waits");
        meter.CreateObservableGauge(
            "threadstore.projection.stuck", static () => Sum(static reading => reading.IsStuck ? 1 : 0), "{store}", "Stores in which something waits and nothing is committed");
        meter.CreateObservableGauge(
            "threadstore.threads.faulted", static () => Sum(static reading => reading.FaultedThreads), "{thread}", "Threads whose log or row fails by itself");
    }

    private static long Sum(Func<GaugeReading, long> value)
    {
        long sum = 0;
        foreach (var store in Open())
        {
            sum += value(store.Read());
        }

        return sum;
    }

    private static TimeSpan Oldest()
    {
        var oldest = TimeSpan.Zero;
        foreach (var store in Open())
        {
            var age = store.Read().Age;
            oldest = age > oldest ? age : oldest;
        }

        return oldest;
    }

    private static IStoreGauges[] Open()
    {
        lock (s_lock)
        {
            return [.. s_open];
        }
    }
}
