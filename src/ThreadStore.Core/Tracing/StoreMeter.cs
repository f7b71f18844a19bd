using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ThreadStore.Tracing;

/// <summary>The store's metrics. Of the process, not of a store: never a thread id, never a path.</summary>
/// <remarks>
/// Nobody listening costs a check. A duration is measured as <c>var start = StoreMeter.Start(); … StoreMeter.RecordAppend(start, bytes);</c>: the
/// clock is read only when somebody wants durations.
/// </remarks>
internal static class StoreMeter
{
    /// <summary>The name of the <see cref="Meter"/>.</summary>
    internal const string MeterName = "ThreadStore";

    // Half a microsecond to a second: what is common elsewhere begins where an append is a thousand times too slow.
    private static readonly InstrumentAdvice<double> s_appendSeconds = new()
    {
        HistogramBucketBoundaries =
        [
            0.5e-6, 1e-6, 2e-6, 5e-6, 10e-6, 20e-6, 50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1,
        ],
    };

    private static readonly InstrumentAdvice<double> s_waitSeconds = new()
    {
        HistogramBucketBoundaries = [1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };

    private static readonly InstrumentAdvice<long> s_counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000],
    };

    private static readonly Meter s_meter = CreateMeter();

    private static readonly Histogram<double> s_appendDuration = s_meter.CreateHistogram(
        "threadstore.append.duration", "s", "What an append kept its caller", tags: null, s_appendSeconds);

    private static readonly Counter<long> s_appendBytes = s_meter.CreateCounter<long>("threadstore.append.bytes", "By", "Bytes of the payloads that appends have taken");

    private static readonly Histogram<double> s_syncDuration = s_meter.CreateHistogram(
        "threadstore.sync.duration", "s", "What a sync of a log took", tags: null, s_appendSeconds);

    private static readonly Histogram<double> s_lag = s_meter.CreateHistogram(
        "threadstore.projection.lag", "s", "From the append that filled a slot to the commit of its row", tags: null, s_waitSeconds);

    private static readonly Histogram<long> s_lagRecords = s_meter.CreateHistogram(
        "threadstore.projection.lag.records", "{record}", "Appends that a committed row was behind", tags: null, s_counts);

    private static readonly Histogram<double> s_queueAge = s_meter.CreateHistogram(
        "threadstore.queue.age", "s", "From the append that filled a slot to the slot's taking", tags: null, s_waitSeconds);

    private static readonly Histogram<long> s_batchSize = s_meter.CreateHistogram(
        "threadstore.projection.batch.size", "{row}", "Rows of a committed batch", tags: null, s_counts);

    private static readonly Gauge<long> s_walSize = s_meter.CreateGauge<long>("threadstore.wal.size", "By", "The index's write-ahead log after a batch or checkpoint");

    private static readonly Counter<long> s_faults = s_meter.CreateCounter<long>("threadstore.faults", "{fault}", "Faults by type");

    private static readonly Counter<long> s_skippedLines = s_meter.CreateCounter<long>(
        "threadstore.recovery.skipped_lines", "{line}", "Damaged lines that a reader of a log went past");

    /// <summary>Makes the instruments, so that nobody's first call has to.</summary>
    internal static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(StoreMeter).TypeHandle);

    /// <summary>The beginning of a duration, or 0 when nobody wants durations of appends and syncs.</summary>
    internal static long Start() => s_appendDuration.Enabled || s_syncDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>True when somebody wants to know how long deltas wait: then the append that fills a slot reads the clock.</summary>
    internal static bool WantsQueueAge => s_queueAge.Enabled || s_lag.Enabled;

    /// <summary>An append was accepted.</summary>
    /// <param name="start">From <see cref="Start"/>.</param>
    /// <param name="bytes">The bytes of its payloads and their metadata.</param>
    internal static void RecordAppend(long start, long bytes)
    {
        RecordSince(s_appendDuration, start);
        Tell(s_appendBytes, bytes, static (counter, value) => counter.Add(value));
    }

    /// <summary>A sync of a log ended well.</summary>
    /// <param name="start">From <see cref="Start"/>.</param>
    internal static void RecordSync(long start) => RecordSince(s_syncDuration, start);

    /// <summary>The projector took a slot.</summary>
    /// <param name="filledAt">The <see cref="Stopwatch"/> timestamp of the append that filled it; 0: not known.</param>
    internal static void RecordTake(long filledAt) => RecordSince(s_queueAge, filledAt);

    /// <summary>A row was committed.</summary>
    /// <param name="filledAt">The <see cref="Stopwatch"/> timestamp of the append that filled its slot; 0: not known.</param>
    /// <param name="merged">How many appends it was behind.</param>
    internal static void RecordRow(long filledAt, int merged)
    {
        RecordSince(s_lag, filledAt);
        Tell(s_lagRecords, merged, static (histogram, value) => histogram.Record(value));
    }

    /// <summary>A batch was committed.</summary>
    /// <param name="rows">Its rows.</param>
    internal static void RecordBatch(int rows) => Tell(s_batchSize, rows, static (histogram, value) => histogram.Record(value));

    /// <summary>The write-ahead log has this size now.</summary>
    /// <param name="bytes">Its length.</param>
    internal static void RecordWal(long bytes) => Tell(s_walSize, bytes, static (gauge, value) => gauge.Record(value));

    /// <summary>Something failed.</summary>
    /// <param name="type">A constant of low cardinality: the exception's or the status's name.</param>
    internal static void RecordFault(string type) =>
        Tell(s_faults, type, static (counter, value) => counter.Add(1, new KeyValuePair<string, object?>(SpanNames.ErrorType, value)));

    /// <summary>A reader of a log went past damaged lines.</summary>
    /// <param name="lines">How many.</param>
    internal static void RecordSkippedLines(long lines) => Tell(s_skippedLines, lines, static (counter, value) => counter.Add(value));

    private static Meter CreateMeter()
    {
        var meter = new Meter(MeterName, typeof(StoreMeter).Assembly.GetName().Version?.ToString(3));
        StoreGauges.AddTo(meter);
        return meter;
    }

    private static void RecordSince(Histogram<double> histogram, long start)
    {
        if (start != 0)
        {
            Tell(histogram, start, static (histogram, start) => histogram.Record(Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
    }

    // What is measured has happened, whatever a listener throws.
    private static void Tell<TInstrument, TValue>(TInstrument instrument, TValue value, Action<TInstrument, TValue> tell)
        where TInstrument : Instrument
    {
        if (!instrument.Enabled)
        {
            return;
        }

        try
        {
            tell(instrument, value);
        }
        catch (Exception)
        {
            ListenerFaults.Add();
        }
    }
}
