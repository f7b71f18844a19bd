using System.ComponentModel;

namespace ThreadStore.Tracing;

/// <summary>How the eight bytes of a tag's value are to be read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum SpanTagKind
{
    /// <summary>A signed integer.</summary>
    Whole,

    /// <summary>An unsigned integer.</summary>
    Natural,

    /// <summary>The bits of a double.</summary>
    Real,

    /// <summary>0 or 1.</summary>
    Truth,

    /// <summary>A reference to a string that lives anyway.</summary>
    Text,
}
