using System;
using System.Buffers;
using System.IO;
using System.Threading;

namespace ThreadStore.Tracing;

/// <summary>Keeps the last spans of the process in memory, at some tens of nanoseconds and 0 B each, so that a slow append can be looked at after the fact.</summary>
/// <remarks>
/// A record is written when its span ends; spans that are open are in no dump. The dump is JSON lines: one that ties the spans' monotonic clock to
/// the wall clock, then a line per span, the one that ended first first.
/// <code>
/// {"clock_anchor":{"unix_ns":…,"monotonic_ns":…},"capacity":…,"recorded":…,"lost":…}
/// {"trace":"…32 hex…","span":"…16 hex…","parent":"…16 hex…" or null,"name":"…","start_ns":…,"end_ns":…,"attrs":{…}}
/// </code>
/// Wall clock of a span = <c>unix_ns + (start_ns - monotonic_ns)</c>. <c>attrs</c> has the span's tags and, where they apply, <c>error.type</c>,
/// <c>links</c> (<c>"trace-span"</c> each, at most 8) and <c>thread_store.links_dropped</c>.
/// </remarks>
public static class FlightRecorder
{
    /// <summary>Records that are kept when nobody says how many.</summary>
    public const int DefaultCapacity = 4096;

    /// <summary>The most records that can be kept.</summary>
    public const int MaxCapacity = 1 << 20;

    private const int FlushAtBytes = 64 * 1024;

    private static readonly Lock s_gate = new();
    private static SpanRing? s_ring;
    private static SpanRing? s_last;

    /// <summary>True between <see cref="Start"/> and <see cref="Stop"/>.</summary>
    public static bool IsOn => s_ring is not null;

    /// <summary>The ring that is written to, or null.</summary>
    internal static SpanRing? Ring => Volatile.Read(ref s_ring);

    /// <summary>Turns the recorder on, with an empty ring; also when it was on.</summary>
    /// <param name="capacity">How many records to keep, rounded up to a power of two.</param>
    public static void Start(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        var ring = new SpanRing(capacity);
        lock (s_gate)
        {
            s_last = ring;
            Volatile.Write(ref s_ring, ring);
        }
    }

    /// <summary>Turns it off. What was recorded stays, and can be dumped, until the next start.</summary>
    public static void Stop()
    {
        lock (s_gate)
        {
            Volatile.Write(ref s_ring, null);
        }
    }

    /// <summary>Writes what is recorded, on or off, as JSON lines; recording goes on meanwhile.</summary>
    /// <param name="destination">Where to; it stays open.</param>
    /// <param name="clock">Read once for the first line; by default the system's. Its timestamps must be those of <see cref="System.Diagnostics.Stopwatch"/> for times to fit.</param>
    public static void Dump(Stream destination, TimeProvider? clock = null)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushAtBytes);
        using var dump = new SpanDump(buffer);
        dump.Write(Last(), clock ?? TimeProvider.System, FlushWhenFull);
        destination.Write(buffer.WrittenSpan);

        void FlushWhenFull()
        {
            if (buffer.WrittenCount >= FlushAtBytes)
            {
                destination.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }
    }

    /// <inheritdoc cref="Dump(Stream, TimeProvider)"/>
    public static void Dump(IBufferWriter<byte> destination, TimeProvider? clock = null)
    {
        using var dump = new SpanDump(destination);
        dump.Write(Last(), clock ?? TimeProvider.System);
    }

    private static SpanRing Last()
    {
        lock (s_gate)
        {
            return s_last ??= new SpanRing(1);
        }
    }
}
