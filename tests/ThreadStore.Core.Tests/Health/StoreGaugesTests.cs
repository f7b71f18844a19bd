using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading.Tasks;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using ThreadStore.Tracing;
using Xunit;

namespace ThreadStore.Health;

/// <summary>Law: the gauges are what the open stores of the process say together, and a closed one says nothing any more. Seen to fail: with one that goes on counting.</summary>
[Collection(ListenerTests.Name)]
public sealed class StoreGaugesTests
{
    [Fact]
    public async Task Gauges_AreTheSumsAndTheOldestOfAllOpenStores()
    {
        // Stores that other tests of this process have left open.
        var before = Read();
        var (first, second) = (new EngineHome(), new EngineHome());
        foreach (var home in new[] { first, second })
        {
            home.Create("one").AppendTokens(1);
            home.Index.Poison = static _ => ApplyFault.Row;
            StoreHealthTests.Run(home, 500);
            home.Index.Begin = IndexStatus.Busy;
            StoreHealthTests.Run(home, home == first ? 1500 : 2500);
        }

        var after = Read();
        var pending = first.Store.GetHealth().Projection.PendingBytes + second.Store.GetHealth().Projection.PendingBytes;
        Assert.True(pending > 0, "both have something");
        Assert.Equal(before["threadstore.projection.pending.bytes"] + pending, after["threadstore.projection.pending.bytes"]);
        Assert.Equal(Math.Max(before["threadstore.projection.age"], 3), after["threadstore.projection.age"]);
        Assert.Equal(before["threadstore.projection.stuck"] + 2, after["threadstore.projection.stuck"]);
        Assert.Equal(before["threadstore.threads.faulted"] + 2, after["threadstore.threads.faulted"]);

        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.Equal(before, Read());
    }

    private static Dictionary<string, double> Read()
    {
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == StoreMeter.MeterName && instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.Equal(0, tags.Length);
            seen.Add(instrument.Name, value);
        }
    }
}
