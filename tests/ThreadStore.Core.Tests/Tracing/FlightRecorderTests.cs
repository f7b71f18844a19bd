using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>The law: what ended while the recorder was on can be dumped, on or off, until it is started again. The format is exact.</summary>
[Collection(ListenerTests.Name)]
public sealed class FlightRecorderTests : IDisposable
{
    public void Dispose()
    {
        FlightRecorder.Start(1);
        FlightRecorder.Stop();
    }

    [Fact]
    public void Dump_IsTheAnchorAndALinePerSpan()
    {
        var shape = new SpanShape(
            TraceSource.Of("dump tests", "1"),
            "one \"quoted\"",
            ActivityKind.Internal,
            new("whole", SpanTagKind.Whole),
            new("natural", SpanTagKind.Natural),
            new("real", SpanTagKind.Real),
            new("truth", SpanTagKind.Truth),
            new("text", SpanTagKind.Text),
            new("none", SpanTagKind.Real),
            new("unset", SpanTagKind.Whole));
        var ring = new SpanRing(4);
        var record = new SpanRecord
        {
            Shape = shape,
            Context = new TraceContext(0x0af7651916cd43dd, 0x8448eb211c80319c, 0xb7ad6b7169203331, 1),
            ParentId = 0x00f067aa0ba902b7,
            Start = 1_500 * Stopwatch.Frequency,
            End = 1_501 * Stopwatch.Frequency,
            ErrorType = "io",
            Links = 9,
            Present = 0b0011_1111,
        };
        record.Numbers[0] = -5;
        record.Numbers[1] = -1;
        record.Numbers[2] = BitConverter.DoubleToInt64Bits(0.25);
        record.Numbers[3] = 1;
        record.Texts[4] = "line\n";
        record.Numbers[5] = BitConverter.DoubleToInt64Bits(double.NaN);
        for (var i = 0; i < SpanRecord.MaxLinks; i++)
        {
            record.Linked[i] = new TraceContext(1, 2, (ulong)i + 1, 0);
        }

        ring.Write(in record);
        var root = new SpanRecord { Shape = shape, Context = new TraceContext(0, 1, 2, 0), Start = 1, End = 2 };
        ring.Write(in root);

        var buffer = new ArrayBufferWriter<byte>();
        using (var dump = new SpanDump(buffer))
        {
            dump.Write(ring, new StandingClock());
        }

        var links = string.Join(',', Enumerable.Range(1, 8).Select(static id => $"\"00000000000000010000000000000002-000000000000000{id}\""));
        var nsPerTick = 1_000_000_000 / Stopwatch.Frequency;
        Assert.Equal(
            $$$"""
            {"clock_anchor":{"unix_ns":1795241290743000000,"monotonic_ns":1502000000000},"capacity":4,"recorded":2,"lost":0}
            {"trace":"0af7651916cd43dd8448eb211c80319c","span":"b7ad6b7169203331","parent":"00f067aa0ba902b7","name":"one \u0022quoted\u0022","start_ns":1500000000000,"end_ns":1501000000000,"attrs":{"whole":-5,"natural":18446744073709551615,"real":0.25,"truth":true,"text":"line\n","none":null,"error.type":"io","links":[{{{links}}}],"thread_store.links_dropped":1}}
            {"trace":"00000000000000000000000000000001","span":"0000000000000002","parent":null,"name":"one \u0022quoted\u0022","start_ns":{{{nsPerTick}}},"end_ns":{{{2 * nsPerTick}}},"attrs":{}}

            """,
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Dump_ToAStreamAndToABuffer_IsTheSame_AlsoWhenItLeavesInParts()
    {
        FlightRecorder.Start(2048);
        for (var i = 0; i < 2048; i++)
        {
            StoreSpans.StartOpen().Dispose();
        }

        FlightRecorder.Stop();
        using var stream = new MemoryStream();
        FlightRecorder.Dump(stream, new StandingClock());
        var buffer = new ArrayBufferWriter<byte>();
        FlightRecorder.Dump(buffer, new StandingClock());
        Assert.True(buffer.WrittenCount > 128 * 1024, "more than one part");
        Assert.True(buffer.WrittenSpan.SequenceEqual(stream.ToArray()));
        Assert.Equal(2049, Dump.Lines().Count);
    }

    [Fact]
    public void Anchor_TiesTheTwoClocks()
    {
        FlightRecorder.Start(16);
        var before = Stopwatch.GetTimestamp();
        StoreSpans.StartOpen().Dispose();
        var lines = Dump.Lines();
        var anchor = lines[0].GetProperty("clock_anchor").GetProperty("monotonic_ns").GetInt64();
        var start = lines[1].GetProperty("start_ns").GetInt64();
        var end = lines[1].GetProperty("end_ns").GetInt64();
        Assert.True((long)(before * (1e9 / Stopwatch.Frequency)) <= start && start <= end && end <= anchor, "one clock, in order");
    }

    [Fact]
    public void Stop_KeepsWhatWasRecorded_StartBeginsAnew()
    {
        Assert.False(FlightRecorder.IsOn);
        StoreSpans.StartOpen().Dispose();
        FlightRecorder.Start(16);
        Assert.True(FlightRecorder.IsOn);
        StoreSpans.StartOpen().Dispose();
        FlightRecorder.Stop();
        StoreSpans.StartOpen().Dispose();
        Assert.Single(Dump.Spans());
        FlightRecorder.Start(16);
        Assert.Empty(Dump.Spans());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(FlightRecorder.MaxCapacity + 1)]
    public void Start_WithACapacityThatCannotBe_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FlightRecorder.Start(capacity));

    /// <summary>A clock whose wall time moves by nothing and whose timestamps move by 2 ms with each look.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1_000;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 6, 8, 10, 743, TimeSpan.Zero);

        public override long GetTimestamp() => 1_501_999 + (2 * _looks++);
    }
}
