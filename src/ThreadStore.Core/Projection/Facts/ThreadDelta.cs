using System;
using System.Diagnostics;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <summary>
/// What a range of a thread's log says about the thread: <c>delta[From, To) = observe(log[From, To))</c> and nothing else, so that
/// dropping one is always legal. Pooled; all of its memory is taken when it is made.
/// </summary>
/// <remarks>Not thread-safe: it has one owner at a time, and changes hands through the slot.</remarks>
internal sealed partial class ThreadDelta
{
    private readonly ComposedProjection _projection;
    private TailBytes _tail;
    private SpanLinks _links;

    internal ThreadDelta(ComposedProjection projection)
    {
        _projection = projection;
        Host = projection.Host is { } host ? new FactBlock(host.Schema.Layout) : null;
    }

    /// <summary>The thread whose log the range lies in.</summary>
    public ThreadId Id { get; private set; }

    /// <summary>The offset of the first byte that was observed.</summary>
    public long From { get; private set; }

    /// <summary>The offset after the last line that was observed; moved by whoever observes lines into the delta.</summary>
    public long To { get; set; }

    /// <summary>The facts of the thread's own row.</summary>
    public FactBlock Facts { get; } = new(ThreadFacts.Schema.Layout);

    /// <summary>The facts of the host's projection, if the store has one.</summary>
    public FactBlock? Host { get; }

    /// <summary>True when there is anything besides the time of the newest activity.</summary>
    public bool HasFacts => Facts.HasMoreThanTouches || Host is { HasMoreThanTouches: true };

    /// <summary>The span of the append that made the slot full: the parent of the row's update.</summary>
    public TraceContext Trace { get; set; }

    /// <summary>When that append made the slot full, as a timestamp of <see cref="Stopwatch"/>; 0 when nobody wanted to know.</summary>
    public long FilledAt { get; set; }

    /// <summary>How many appends the facts are of.</summary>
    public int Appends { get; set; }

    /// <summary>The other appends' contexts.</summary>
    public ref SpanLinks Links => ref _links;

    /// <summary>How many bytes of <see cref="Tail"/> are set.</summary>
    public int TailLength { get; private set; }

    /// <summary>The bytes before <see cref="To"/>, at most 64.</summary>
    public ReadOnlySpan<byte> Tail => ((ReadOnlySpan<byte>)_tail)[..TailLength];

    /// <summary>True when the tail is as long as the row's hash wants it; else the hasher reads the bytes from the log.</summary>
    public bool HasWholeTail => TailLength == Math.Min(TailBytes.Length, To);

    /// <summary>Links a span to the appends that it also works for.</summary>
    public void AddLinksTo(scoped ProjectionSpans.UpdateSpan span)
    {
        var others = _links.Count;
        foreach (ref readonly var context in _links.Kept)
        {
            if (context == Trace)
            {
                // A held touch: its first append is the parent.
                others--;
            }
            else
            {
                span.AddLink(context);
            }
        }

        span.SetLinkedAppends(others);
    }

    /// <summary>Empties the delta for the range that starts at that offset.</summary>
    public void Reset(ThreadId id, long from)
    {
        Id = id;
        From = from;
        To = from;
        Facts.Reset();
        Host?.Reset();
        TailLength = 0;
        Trace = default;
        FilledAt = 0;
        Appends = 0;
        _links.Clear();
    }

    /// <summary>Keeps the last bytes before <see cref="To"/>; bytes before the last 64 are ignored.</summary>
    public void SetTail(ReadOnlySpan<byte> lastBytesBeforeTo)
    {
        var tail = lastBytesBeforeTo[Math.Max(0, lastBytesBeforeTo.Length - TailBytes.Length)..];
        tail.CopyTo(_tail);
        TailLength = tail.Length;
    }
}
