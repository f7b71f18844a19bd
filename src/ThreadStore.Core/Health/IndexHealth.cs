namespace ThreadStore.Health;

/// <summary>What can be done with the index.</summary>
public enum IndexUse
{
    /// <summary>It is written and read.</summary>
    Ready,

    /// <summary>It was not opened for writing yet: somebody else held it, or nothing was to be written.</summary>
    NotOpened,

    /// <summary>The last attempt to write it failed; it is tried again by itself, and lists answer from what it has.</summary>
    Faulted,

    /// <summary>Nobody can write where it lies: lists answer from what it has, if it is there.</summary>
    ReadOnly,

    /// <summary>It would lie on a file system that several machines share, and is not used: log verbs work, lists and reads throw.</summary>
    Refused,
}

/// <summary>The index's file, and whether it can be used.</summary>
public sealed record IndexHealth
{
    /// <summary>What can be done with it.</summary>
    public required IndexUse Use { get; init; }

    /// <summary>The number of its file, which grows whenever it is made anew; 0 while none is open.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its file; null while none is open.</summary>
    public required string? File { get; init; }

    /// <summary>Why it cannot be used or written; null when it can.</summary>
    public required string? Reason { get; init; }
}
