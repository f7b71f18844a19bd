using System;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>How far a file has been taken into the index, and of which bytes that is true.</summary>
/// <param name="Offset">The end of the last line taken in.</param>
/// <param name="Head">The hash of the first ≤ 512 bytes before the offset.</param>
/// <param name="Tail">The hash of the ≤ 64 bytes before the offset.</param>
internal readonly record struct FileMark(long Offset, ulong Head, ulong Tail);

/// <summary>Where a thread's row stands.</summary>
/// <param name="Mark">How far the thread's log is projected into its own row.</param>
/// <param name="RelativePath">Where the log lies, relative to the home.</param>
/// <param name="Archived">Whether that is the archive.</param>
/// <param name="HostOffset">
/// How far it is projected into the host's table; as far as into its own row when the store has no host's projection. They differ after
/// a store without it, or with another version of it, has worked on the home.
/// </param>
/// <param name="Settled">The facts of rule First that the rows have: observing need not look for them.</param>
internal readonly record struct RowState(FileMark Mark, string RelativePath, bool Archived, long HostOffset, SettledFacts Settled)
{
    /// <summary>How far both rows have come.</summary>
    public long Offset => Math.Min(Mark.Offset, HostOffset);
}

/// <summary>Where a thread's log lies now, and what it starts with.</summary>
internal readonly struct RolloutFile
{
    public RolloutFile(string relativePath, bool archived, ulong head)
    {
        RelativePath = relativePath;
        Archived = archived;
        Head = head;
    }

    /// <summary>The path relative to the home, with forward slashes.</summary>
    public string RelativePath { get; }

    /// <summary>Whether that is in the archive.</summary>
    public bool Archived { get; }

    /// <summary>The hash of the first min(512, delta.To) bytes.</summary>
    public ulong Head { get; }
}
