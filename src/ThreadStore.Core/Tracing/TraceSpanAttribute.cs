using System;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>
/// Declares a span: put it on a static partial method whose return type is the name that the span's scope shall have, and the generator writes
/// both. Use the scope with <c>using</c>.
/// </summary>
/// <remarks>
/// A first parameter of type <see cref="TraceContext"/> is the parent, and then nothing ambient is looked at; without one the parent is what is
/// open on the thread. Every other parameter is a tag (<see cref="TagAttribute"/>), but for the time of the beginning when the span is told
/// only at its end (<see cref="StartedAtAttribute"/>). Tags that are known only at the end are declared by <see cref="LateTagAttribute{T}"/>.
/// Together at most 8.
/// </remarks>
/// <example><code>
/// internal static partial class Spans
/// {
///     [TraceSpan("my_app.import")]
///     [LateTag&lt;long&gt;("my_app.rows")]
///     public static partial ImportSpan StartImport(TraceContext parent, [Tag("my_app.files")] int files);
/// }
///
/// using var span = Spans.StartImport(parent, files.Length);
/// span.SetRows(rows);
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TraceSpanAttribute : Attribute
{
    /// <summary>Declares a span.</summary>
    /// <param name="name">What the span is called in traces: a constant of low cardinality.</param>
    public TraceSpanAttribute(string name) => Name = name;

    /// <summary>What the span is called in traces.</summary>
    public string Name { get; }

    /// <summary>Its role between caller and callee.</summary>
    public ActivityKind Kind { get; set; } = ActivityKind.Internal;

    /// <summary>
    /// The span is only for the flight recorder: it never becomes an activity, and is nobody's parent. For what happens so often that a
    /// listener must not pay for it.
    /// </summary>
    public bool IsRecorderOnly { get; set; }
}
