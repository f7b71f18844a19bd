namespace ThreadStore.Search;

/// <summary>One line of a thread's log that holds the term.</summary>
public sealed record SearchHit
{
    /// <summary>The thread.</summary>
    public required ThreadId Thread { get; init; }

    /// <summary>Its row; null when the index does not have it, or cannot be read.</summary>
    public StoredThread? Row { get; init; }

    /// <summary>Where the line that holds the hit starts, in bytes from the start of the log.</summary>
    public required long Offset { get; init; }

    /// <summary>The text around the line's first hit, without the escapes of JSON; control characters are blanks.</summary>
    public required string Snippet { get; init; }

    /// <summary>Where the hit starts in <see cref="Snippet"/>, in UTF-16 units.</summary>
    public required int MatchStart { get; init; }

    /// <summary>The length of the hit in <see cref="Snippet"/>, in UTF-16 units.</summary>
    public required int MatchLength { get; init; }
}
