using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>How often the store's own meter counts a sync of a log.</summary>
internal static class LogSyncs
{
    private const int Appends = 200;

    /// <summary>Of appends that promise one, and of those that do not.</summary>
    public static IEnumerable<Measurement> Measure()
    {
        foreach (var durability in new[] { Durability.Synced, Durability.Written })
        {
            yield return new Measurement
            {
                Name = $"accounting/log-syncs-per-append/{durability.ToString().ToLowerInvariant()}",
                Unit = "syncs",
                Ours = [Count(durability) / (double)Appends],
                Note = $"{Appends} appends to one thread, by the store's meter",
            };
        }
    }

    private static long Count(Durability durability)
    {
        var syncs = 0L;
        using var home = new ScratchFolder();
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        var thread = LiveThreads.Create(store, 1, Payload.WithFacts, durability)[0];
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "ThreadStore", Name: "threadstore.sync.duration" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref syncs));
            listener.Start();
            for (var i = 0; i < Appends; i++)
            {
                _ = thread.Append(Payload.WithFacts.Type, Payload.WithFacts.Bytes, durability);
            }
        }

        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return syncs;
    }
}
