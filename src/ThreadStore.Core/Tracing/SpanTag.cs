using System.ComponentModel;

namespace ThreadStore.Tracing;

/// <summary>Name and kind of one tag of a span.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SpanTag
{
    /// <summary>Declares a tag.</summary>
    /// <param name="name">The attribute's name in traces.</param>
    /// <param name="kind">How its value is to be read.</param>
    public SpanTag(string name, SpanTagKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>The attribute's name in traces.</summary>
    public string Name { get; }

    /// <summary>How its value is to be read.</summary>
    public SpanTagKind Kind { get; }
}
