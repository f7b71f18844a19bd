using System;
using System.ComponentModel;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>What all spans of one declaration have in common: made once by emitted code, referred to by every record.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SpanShape
{
    /// <summary>How many tags a span can have.</summary>
    public const int MaxTags = 8;

    /// <summary>Declares a span.</summary>
    /// <param name="source">Where it goes.</param>
    /// <param name="name">What it is called in traces.</param>
    /// <param name="kind">Its role between caller and callee.</param>
    /// <param name="tags">Its tags; their places are the numbers by which emitted code sets them.</param>
    public SpanShape(TraceSource source, string name, ActivityKind kind, params SpanTag[] tags)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tags.Length, MaxTags);
        Source = source;
        Name = name;
        Kind = kind;
        Tags = tags;
    }

    /// <summary>Where it goes.</summary>
    internal TraceSource Source { get; }

    /// <summary>What it is called in traces.</summary>
    internal string Name { get; }

    /// <summary>Its role between caller and callee.</summary>
    internal ActivityKind Kind { get; }

    /// <summary>Its tags, by number.</summary>
    internal SpanTag[] Tags { get; }
}
