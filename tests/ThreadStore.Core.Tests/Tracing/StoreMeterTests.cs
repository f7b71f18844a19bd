using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using ThreadStore.Items;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>The law: names and units are those that dashboards use, nothing on them tells threads apart, and nothing is allocated.</summary>
[Collection(ListenerTests.Name)]
public sealed class StoreMeterTests
{
    private static readonly string[] s_noTags = [];

    [Fact]
    public void Instruments_HaveTheirNamesUnitsAndTags()
    {
        var seen = new SortedDictionary<string, (string? Unit, double Last, string[] Tags)>(StringComparer.Ordinal);
        using var listener = Listen((instrument, value, tags) => seen[instrument.Name] = (instrument.Unit, value, tags));
        var start = StoreMeter.Start();
        Assert.NotEqual(0, start);
        RecordAll(start);

        Assert.Equal(
            [
                "threadstore.append.bytes By",
                "threadstore.append.duration s",
                "threadstore.faults {fault}",
                "threadstore.projection.batch.size {row}",
                "threadstore.projection.lag s",
                "threadstore.projection.lag.records {record}",
                "threadstore.queue.age s",
                "threadstore.recovery.skipped_lines {line}",
                "threadstore.sync.duration s",
                "threadstore.wal.size By",
            ],
            seen.Select(static one => $"{one.Key} {one.Value.Unit}"));
        Assert.Equal(256, seen["threadstore.append.bytes"].Last);
        Assert.Equal(3, seen["threadstore.projection.lag.records"].Last);
        Assert.Equal(8, seen["threadstore.projection.batch.size"].Last);
        Assert.Equal(1024, seen["threadstore.wal.size"].Last);
        Assert.Equal(2, seen["threadstore.recovery.skipped_lines"].Last);
        Assert.Equal(["error.type=LogFault"], seen["threadstore.faults"].Tags);
        Assert.All(seen.Where(static one => one.Key != "threadstore.faults"), static one => Assert.Equal(s_noTags, one.Value.Tags));
    }

    [Fact]
    public void Durations_AreSecondsSinceTheStart_AndNotTakenWithoutOne()
    {
        var seen = new List<double>();
        using var listener = Listen((instrument, value, _) =>
        {
            if (instrument.Name == "threadstore.append.duration")
            {
                seen.Add(value);
            }
        });
        StoreMeter.RecordAppend(0, 1);
        StoreMeter.RecordAppend(Stopwatch.GetTimestamp() - (2 * Stopwatch.Frequency), 1);
        Assert.InRange(Assert.Single(seen), 2, 60);
    }

    [Fact]
    public void Buckets_OfAnAppend_GoFromHalfAMicrosecondToASecond()
    {
        IReadOnlyList<double>? bounds = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument is Histogram<double> { Name: "threadstore.append.duration", Meter.Name: StoreMeter.MeterName } histogram)
            {
                bounds = histogram.Advice?.HistogramBucketBoundaries;
            }
        };
        listener.Start();
        Assert.Equal(0, StoreMeter.Start());
        Assert.Equal((0.5e-6, 1d), (bounds![0], bounds[^1]));
        Assert.Equal(bounds.Order(), bounds);
    }

    [Fact]
    public void Record_WithAndWithoutAListener_AllocatesNothing()
    {
        Assert.Equal(0, StoreMeter.Start());
        Allocation.AssertNone(static () => RecordAll(StoreMeter.Start()));
        var count = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == StoreMeter.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => count++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => count++);
        listener.Start();
        Allocation.AssertNone(static () => RecordAll(StoreMeter.Start()));
        Assert.True(count > 10_000, "somebody listened");
    }

    private static void RecordAll(long start)
    {
        StoreMeter.RecordAppend(start, 256);
        StoreMeter.RecordSync(start);
        StoreMeter.RecordTake(start);
        StoreMeter.RecordRow(start, 3);
        StoreMeter.RecordBatch(8);
        StoreMeter.RecordWal(1024);
        StoreMeter.RecordFault("LogFault");
        StoreMeter.RecordSkippedLines(2);
    }

    private static MeterListener Listen(Action<Instrument, double, string[]> record)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == StoreMeter.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => record(instrument, value, Texts(tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => record(instrument, value, Texts(tags)));
        listener.Start();
        return listener;
    }

    private static string[] Texts(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var tag in tags)
        {
            texts.Add($"{tag.Key}={tag.Value}");
        }

        return [.. texts];
    }
}
