using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ThreadStore.Tracing;

/// <summary>The contexts of the appends whose facts were merged into a delta, beside the one that is its update's parent: eight, then a count.</summary>
internal struct SpanLinks
{
    /// <summary>As many as a span keeps.</summary>
    internal const int Max = SpanRecord.MaxLinks;

    private Contexts _contexts;

    /// <summary>How many were added, those beyond the kept ones included.</summary>
    internal int Count { get; private set; }

    /// <summary>Those that were kept.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<TraceContext> Kept => ((ReadOnlySpan<TraceContext>)_contexts)[..Math.Min(Count, Max)];

    /// <summary>Adds one; an invalid one is nobody's.</summary>
    internal void Add(in TraceContext context)
    {
        if (!context.IsValid)
        {
            return;
        }

        if (Count < Max)
        {
            _contexts[Count] = context;
        }

        Count++;
    }

    /// <summary>Adds what another delta had.</summary>
    internal void Add(ref SpanLinks others)
    {
        foreach (ref readonly var context in others.Kept)
        {
            Add(context);
        }

        Count += Math.Max(0, others.Count - Max);
    }

    /// <summary>Forgets all.</summary>
    internal void Clear() => Count = 0;

    [InlineArray(Max)]
    private struct Contexts
    {
        private TraceContext _first;
    }
}
