using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>Which span of which trace a piece of work belongs to: W3C trace context as 25 bytes of value, to be carried where no ambient state can be trusted.</summary>
/// <remarks>
/// The text form is <c>00-&lt;32 hex&gt;-&lt;16 hex&gt;-&lt;2 hex&gt;</c> (https://www.w3.org/TR/trace-context-2/). Nothing here allocates but
/// <see cref="ToActivityContext"/>, because an <see cref="ActivityContext"/> holds its ids as strings.
/// </remarks>
public readonly struct TraceContext : IEquatable<TraceContext>
{
    /// <summary>The bytes of a <c>traceparent</c> of version 00.</summary>
    public const int TraceParentLength = 55;

    private const int TraceAt = 3;
    private const int SpanAt = 36;
    private const int FlagsAt = 53;
    private const byte Separator = (byte)'-';

    // Sampled and random: what the other bits mean is not defined yet, so they are not passed on.
    private const byte KnownFlags = 0x03;

    /// <summary>Makes a context from the ids as numbers, most significant byte first.</summary>
    /// <param name="traceHigh">Bytes 0 to 7 of the trace id.</param>
    /// <param name="traceLow">Bytes 8 to 15 of the trace id.</param>
    /// <param name="spanId">The span id.</param>
    /// <param name="flags">The flags as they are sent.</param>
    public TraceContext(ulong traceHigh, ulong traceLow, ulong spanId, byte flags)
    {
        TraceHigh = traceHigh;
        TraceLow = traceLow;
        SpanId = spanId;
        Flags = flags;
    }

    /// <summary>Bytes 0 to 7 of the trace id.</summary>
    public ulong TraceHigh { get; }

    /// <summary>Bytes 8 to 15 of the trace id.</summary>
    public ulong TraceLow { get; }

    /// <summary>The span id.</summary>
    public ulong SpanId { get; }

    /// <summary>The flags as they are sent; bit 0 is "sampled", bit 1 "the trace id is random".</summary>
    public byte Flags { get; }

    /// <summary>True when both ids are set: a context with a zero id names nothing and is never sent.</summary>
    public bool IsValid => (TraceHigh | TraceLow) != 0 && SpanId != 0;

    /// <summary>True when whoever started the trace records it.</summary>
    public bool IsSampled => (Flags & 1) != 0;

    /// <summary>Equality by value.</summary>
    public static bool operator ==(TraceContext left, TraceContext right) => left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(TraceContext left, TraceContext right) => !left.Equals(right);

    /// <summary>Reads a <c>traceparent</c>. What W3C calls invalid gives false, and the caller starts a trace of its own.</summary>
    /// <remarks>Versions above 00 are read as far as 00 goes, and may then go on behind a dash; ff is none. Blanks around the value are the transport's to strip.</remarks>
    /// <param name="traceparent">The value in UTF-8.</param>
    /// <param name="context">The context; of an invalid value the default.</param>
    public static bool TryParse(ReadOnlySpan<byte> traceparent, out TraceContext context)
    {
        context = default;
        if (traceparent.Length < TraceParentLength
            || traceparent[TraceAt - 1] != Separator || traceparent[SpanAt - 1] != Separator || traceparent[FlagsAt - 1] != Separator
            || !TraceHex.TryRead(traceparent[..(TraceAt - 1)], out var version) || version == 0xff
            || !EndsAsItsVersionSays(traceparent, version)
            || !TraceHex.TryRead(traceparent.Slice(TraceAt, TraceHex.LongLength), out var high)
            || !TraceHex.TryRead(traceparent.Slice(TraceAt + TraceHex.LongLength, TraceHex.LongLength), out var low)
            || !TraceHex.TryRead(traceparent.Slice(SpanAt, TraceHex.LongLength), out var span)
            || !TraceHex.TryRead(traceparent.Slice(FlagsAt, 2), out var flags))
        {
            return false;
        }

        var read = new TraceContext(high, low, span, (byte)(flags & KnownFlags));
        if (!read.IsValid)
        {
            return false;
        }

        context = read;
        return true;
    }

    /// <summary>Reads both headers by the rule that ties them: an invalid <c>tracestate</c> is dropped alone, an invalid <c>traceparent</c> takes both.</summary>
    /// <param name="traceparent">The first header in UTF-8.</param>
    /// <param name="tracestate">The second one in UTF-8; several of them joined by commas in the order in which they came.</param>
    /// <param name="context">The context; of an invalid value the default.</param>
    /// <param name="state">The list, over the bytes of <paramref name="tracestate"/>; empty when it was dropped.</param>
    public static bool TryParse(ReadOnlySpan<byte> traceparent, ReadOnlySpan<byte> tracestate, out TraceContext context, out TraceState state)
    {
        state = default;
        if (!TryParse(traceparent, out context))
        {
            return false;
        }

        _ = TraceState.TryParse(tracestate, out state);
        return true;
    }

    /// <summary>The context of an activity, or the default when its ids are not W3C's.</summary>
    /// <param name="context">The activity's context.</param>
    public static TraceContext From(in ActivityContext context)
    {
        Span<byte> id = stackalloc byte[16];
        context.TraceId.CopyTo(id);
        var high = TraceHex.FromBytes(id);
        var low = TraceHex.FromBytes(id[8..]);
        context.SpanId.CopyTo(id[..8]);
        return new TraceContext(high, low, TraceHex.FromBytes(id), (byte)context.TraceFlags);
    }

    /// <summary>The same context for the diagnostics of .NET. Allocates the ids' strings.</summary>
    public ActivityContext ToActivityContext()
    {
        if (!IsValid)
        {
            return default;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, SpanId);
        var span = ActivitySpanId.CreateFromBytes(id[..8]);
        BinaryPrimitives.WriteUInt64BigEndian(id, TraceHigh);
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], TraceLow);
        return new ActivityContext(ActivityTraceId.CreateFromBytes(id), span, (ActivityTraceFlags)Flags);
    }

    /// <summary>Writes the <c>traceparent</c>. False, and nothing written, when the context is invalid or the room is under <see cref="TraceParentLength"/>.</summary>
    /// <param name="destination">Where to write, in UTF-8.</param>
    /// <param name="bytesWritten">55 or 0.</param>
    public bool TryFormat(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (!IsValid || destination.Length < TraceParentLength)
        {
            return false;
        }

        "00-"u8.CopyTo(destination);
        FormatTraceId(destination[TraceAt..]);
        destination[SpanAt - 1] = Separator;
        TraceHex.Write(SpanId, destination[SpanAt..]);
        destination[FlagsAt - 1] = Separator;
        TraceHex.Write(Flags, destination[FlagsAt..]);
        bytesWritten = TraceParentLength;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(TraceContext other) =>
        TraceHigh == other.TraceHigh && TraceLow == other.TraceLow && SpanId == other.SpanId && Flags == other.Flags;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TraceContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TraceHigh, TraceLow, SpanId, Flags);

    /// <summary>The <c>traceparent</c>, or nothing for an invalid context.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TraceParentLength];
        return TryFormat(text, out var length) ? System.Text.Encoding.ASCII.GetString(text[..length]) : "";
    }

    /// <summary>Writes the 32 digits of the trace id.</summary>
    internal void FormatTraceId(Span<byte> destination)
    {
        TraceHex.Write(TraceHigh, destination);
        TraceHex.Write(TraceLow, destination[TraceHex.LongLength..]);
    }

    private static bool EndsAsItsVersionSays(ReadOnlySpan<byte> traceparent, ulong version) =>
        traceparent.Length == TraceParentLength || (version > 0 && traceparent[TraceParentLength] == Separator);
}
