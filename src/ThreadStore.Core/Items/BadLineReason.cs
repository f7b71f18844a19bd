namespace ThreadStore.Items;

/// <summary>Why a range of a rollout is no line.</summary>
internal enum BadLineReason : byte
{
    /// <summary>The last read was not bad.</summary>
    None,

    /// <summary>It does not start with an opening brace.</summary>
    NotAnObject,

    /// <summary>It starts as an object and is not JSON: a fragment, or a fragment with an object glued to it.</summary>
    Malformed,

    /// <summary>An object without the envelope's type or payload.</summary>
    UnknownEnvelope,

    /// <summary>Nothing but NULs: blocks that were allocated and never written.</summary>
    NulRun,

    /// <summary>Bytes after the last LF. Reported by those who judge a tail; the line reader stops before them.</summary>
    Unterminated,

    /// <summary>Longer than a streaming reader's window. Reported by those who hold a window; the line reader has no limit.</summary>
    TooLong,
}
