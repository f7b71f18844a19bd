namespace ThreadStore.Projection;

/// <summary>How a delta carries a text.</summary>
internal enum TextForm : byte
{
    /// <summary>Within the delta.</summary>
    Inline,

    /// <summary>As the place of its line.</summary>
    InLog,

    /// <summary>As an array of its own: too long for the delta, and not in the thread's own log.</summary>
    Held,
}

/// <summary>Where a delta's text is.</summary>
/// <param name="Form">How it is carried.</param>
/// <param name="LineOffset">Where its line starts, when it lies in the log.</param>
/// <param name="Length">The bytes of the text, or of the line when it lies in the log.</param>
internal readonly record struct TextPlace(TextForm Form, long LineOffset, int Length);
