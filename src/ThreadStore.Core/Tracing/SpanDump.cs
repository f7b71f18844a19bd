using System;
using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace ThreadStore.Tracing;

/// <summary>Writes a ring's records as JSON lines. The format: <see cref="FlightRecorder"/>.</summary>
internal sealed class SpanDump : IDisposable
{
    private const long NsPerSecond = 1_000_000_000;
    private const int NsPerTick = 100;

    private readonly IBufferWriter<byte> _destination;
    private readonly Utf8JsonWriter _json;

    internal SpanDump(IBufferWriter<byte> destination)
    {
        _destination = destination;
        _json = new Utf8JsonWriter(destination);
    }

    /// <summary>Writes the anchor and the records that are whole now, oldest first.</summary>
    /// <param name="ring">What to dump.</param>
    /// <param name="clock">For the anchor.</param>
    /// <param name="flush">Called after each line, so that a long dump can leave in parts.</param>
    internal void Write(SpanRing ring, TimeProvider clock, Action? flush = null)
    {
        var end = ring.Written;
        WriteAnchor(ring, clock);
        EndLine(flush);
        for (var ticket = Math.Max(0, end - ring.Capacity); ticket < end; ticket++)
        {
            if (ring.TryRead(ticket, out var span))
            {
                WriteSpan(in span);
                EndLine(flush);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    // The wall clock is read between two readings of the other, whose middle is the same instant.
    private void WriteAnchor(SpanRing ring, TimeProvider clock)
    {
        var before = clock.GetTimestamp();
        var wall = clock.GetUtcNow();
        var after = clock.GetTimestamp();
        _json.WriteStartObject();
        _json.WriteStartObject("clock_anchor"u8);
        _json.WriteNumber("unix_ns"u8, (wall - DateTimeOffset.UnixEpoch).Ticks * NsPerTick);
        _json.WriteNumber("monotonic_ns"u8, ToNs(before + ((after - before) / 2), clock.TimestampFrequency));
        _json.WriteEndObject();
        _json.WriteNumber("capacity"u8, ring.Capacity);
        _json.WriteNumber("recorded"u8, ring.Written);
        _json.WriteNumber("lost"u8, ring.Lost);
        _json.WriteEndObject();
    }

    private void WriteSpan(ref readonly SpanRecord span)
    {
        Span<byte> hex = stackalloc byte[2 * TraceHex.LongLength];
        _json.WriteStartObject();
        span.Context.FormatTraceId(hex);
        _json.WriteString("trace"u8, hex);
        TraceHex.Write(span.Context.SpanId, hex);
        _json.WriteString("span"u8, hex[..TraceHex.LongLength]);
        if (span.ParentId == 0)
        {
            _json.WriteNull("parent"u8);
        }
        else
        {
            TraceHex.Write(span.ParentId, hex);
            _json.WriteString("parent"u8, hex[..TraceHex.LongLength]);
        }

        _json.WriteString("name"u8, span.Shape.Name);
        _json.WriteNumber("start_ns"u8, ToNs(span.Start, Stopwatch.Frequency));
        _json.WriteNumber("end_ns"u8, ToNs(span.End, Stopwatch.Frequency));
        _json.WriteStartObject("attrs"u8);
        WriteTags(in span);
        WriteLinks(in span);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteTags(ref readonly SpanRecord span)
    {
        for (var i = 0; i < span.Shape.Tags.Length; i++)
        {
            if ((span.Present & (1 << i)) != 0)
            {
                WriteTag(span.Shape.Tags[i], span.Numbers[i], span.Texts[i]);
            }
        }

        if (span.ErrorType is not null)
        {
            _json.WriteString(SpanNames.ErrorType, span.ErrorType);
        }
    }

    private void WriteTag(SpanTag tag, long number, string? text)
    {
        switch (tag.Kind)
        {
            case SpanTagKind.Text:
                _json.WriteString(tag.Name, text);
                break;
            case SpanTagKind.Truth:
                _json.WriteBoolean(tag.Name, number != 0);
                break;
            case SpanTagKind.Natural:
                _json.WriteNumber(tag.Name, unchecked((ulong)number));
                break;
            case SpanTagKind.Real when double.IsFinite(BitConverter.Int64BitsToDouble(number)):
                _json.WriteNumber(tag.Name, BitConverter.Int64BitsToDouble(number));
                break;
            case SpanTagKind.Real:
                // JSON has no number for these.
                _json.WriteNull(tag.Name);
                break;
            default:
                _json.WriteNumber(tag.Name, number);
                break;
        }
    }

    private void WriteLinks(ref readonly SpanRecord span)
    {
        if (span.Links == 0)
        {
            return;
        }

        Span<byte> link = stackalloc byte[(3 * TraceHex.LongLength) + 1];
        _json.WriteStartArray(SpanNames.Links);
        for (var i = 0; i < span.Links && i < SpanRecord.MaxLinks; i++)
        {
            span.Linked[i].FormatTraceId(link);
            link[2 * TraceHex.LongLength] = (byte)'-';
            TraceHex.Write(span.Linked[i].SpanId, link[((2 * TraceHex.LongLength) + 1)..]);
            _json.WriteStringValue(link);
        }

        _json.WriteEndArray();
        if (span.Links > SpanRecord.MaxLinks)
        {
            _json.WriteNumber(SpanNames.LinksDropped, span.Links - SpanRecord.MaxLinks);
        }
    }

    private void EndLine(Action? flush)
    {
        _json.Flush();
        _json.Reset();
        _destination.Write("\n"u8);
        flush?.Invoke();
    }

    // In two steps: ticks times 10^9 would overflow after two hours of a clock of 1 MHz.
    private static long ToNs(long ticks, long frequency) => (ticks / frequency * NsPerSecond) + (ticks % frequency * NsPerSecond / frequency);
}
