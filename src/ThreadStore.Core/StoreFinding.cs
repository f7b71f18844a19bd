namespace ThreadStore;

/// <summary>What a diagnosis looks for.</summary>
public enum FindingKind
{
    /// <summary>The directory holds neither rollouts nor an index.</summary>
    NotAHome,

    /// <summary>A folder of rollouts may not be read: its threads cannot be looked at, and keep their rows.</summary>
    UnreadableFolder,

    /// <summary>A rollout cannot be read.</summary>
    UnreadableRollout,

    /// <summary>Others than the owner may read or write the home, or rollouts in it.</summary>
    WideMode,

    /// <summary>Rollouts without a row.</summary>
    MissingRow,

    /// <summary>Rows that are behind their logs.</summary>
    RowBehind,

    /// <summary>Rows without a rollout.</summary>
    OrphanRow,

    /// <summary>Lines that are no rollout lines.</summary>
    BadLines,

    /// <summary>Bytes after the last line feed.</summary>
    TornTail,

    /// <summary>A file under the name of a rollout that is none.</summary>
    NotARollout,

    /// <summary>A file under the name of one thread's rollout that is another's.</summary>
    ForeignRollout,

    /// <summary>A second rollout of one thread: it does not count.</summary>
    Duplicate,

    /// <summary>A fork whose parent is gone, or lacks the bytes that the fork continues.</summary>
    MissingParent,

    /// <summary>Rollouts that are compressed, and are neither read nor verified.</summary>
    Compressed,

    /// <summary>A writer lock that somebody holds.</summary>
    HeldLock,

    /// <summary>A lock file that a writer left behind.</summary>
    LeftOverLock,

    /// <summary>There is no index yet.</summary>
    NoIndex,

    /// <summary>The index cannot be read, or is not whole.</summary>
    DamagedIndex,

    /// <summary>Files of an index that was replaced, or of another version of the store.</summary>
    OldIndex,

    /// <summary>The index lies on a file system that several machines share, where SQLite is not safe.</summary>
    SharedFileSystem,

    /// <summary>Lines of <c>session_index.jsonl</c> that name no thread.</summary>
    BadNames,

    /// <summary>A folder that an import left behind when it was killed.</summary>
    LeftOverImport,

    /// <summary>The home, or files in it, belong to another user: he may read and change them, whatever their modes.</summary>
    ForeignOwner,
}

/// <summary>One thing that is wrong with a home, or worth knowing of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsProblem">False: it harms nothing, and is said because somebody may wonder.</param>
/// <param name="Thread">The thread, or the first of several; null when it is about none.</param>
/// <param name="Path">The file or folder, relative to the home, or absolute outside of it; null when it is about none.</param>
/// <param name="What">What was found, for a person, in one line.</param>
public sealed record StoreFinding(FindingKind Kind, bool IsProblem, ThreadId? Thread, string? Path, string What);
