using System;

namespace ThreadStore.Tracing;

/// <summary>One thread's spans: those that are open, innermost first, and spare objects for the next ones.</summary>
internal sealed class ThreadSpans
{
#pragma warning disable IDE1006 // t_: the prefix of thread-static fields, which the naming rules cannot tell from other static ones
    [ThreadStatic]
    private static ThreadSpans? t_spans;
#pragma warning restore IDE1006

    private OpenSpan? _spares;
    private SpanIds _ids = SpanIds.Seeded();

    /// <summary>Of the running thread.</summary>
    internal static ThreadSpans Current => t_spans ??= new ThreadSpans();

    /// <summary>The span that was opened last and is open still.</summary>
    internal OpenSpan? Innermost { get; private set; }

    /// <summary>The next id, never 0.</summary>
    internal ulong NextId() => _ids.Next();

    /// <summary>A span object to be filled. It is not open yet.</summary>
    internal OpenSpan Rent()
    {
        var span = _spares;
        if (span is null)
        {
            return new OpenSpan(this);
        }

        _spares = span.Next;
        return span;
    }

    /// <summary>Takes back an object that was not opened, or is closed.</summary>
    internal void Return(OpenSpan span)
    {
        span.Next = _spares;
        _spares = span;
    }

    /// <summary>Makes the span the innermost one.</summary>
    internal void Open(OpenSpan span)
    {
        span.Next = Innermost;
        Innermost = span;
    }

    /// <summary>Closes the span, and with it whatever was opened inside and never closed: that is left to the collector.</summary>
    internal void Close(OpenSpan span)
    {
        for (var open = Innermost; open is not null; open = open.Next)
        {
            if (ReferenceEquals(open, span))
            {
                Innermost = span.Next;
                Return(span);
                return;
            }
        }
    }
}
