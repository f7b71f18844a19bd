using System.Collections.Generic;

namespace ThreadStore.Transfer;

/// <summary>What became of a thread of an archive.</summary>
public enum ImportOutcome
{
    /// <summary>It is a thread of the home now; of a dry run: it would be.</summary>
    Imported,

    /// <summary>The home had it already, with these bytes and perhaps more behind them. Nothing was changed.</summary>
    Present,

    /// <summary>The home has a thread of that id with other bytes. Nothing was changed.</summary>
    Conflict,

    /// <summary>Another writer holds a thread of that id. Nothing was changed: import the archive once more later.</summary>
    Busy,
}

/// <summary>One thread of an archive.</summary>
/// <param name="Id">The thread.</param>
/// <param name="RelativePath">Where its rollout lies in the archive and, when it was imported, in the home.</param>
/// <param name="Bytes">The rollout's length in the archive.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it was not imported, for a person; null when it was.</param>
public sealed record ImportedThread(ThreadId Id, string RelativePath, long Bytes, ImportOutcome Outcome, string? Reason);

/// <summary>What an import did.</summary>
public sealed record ImportReport
{
    /// <summary>Every thread of the archive, in its order.</summary>
    public required IReadOnlyList<ImportedThread> Threads { get; init; }

    /// <summary>Parents that forks of the archive continue, and that neither the archive nor the home has: those forks are not whole.</summary>
    public required IReadOnlyList<ThreadId> MissingParents { get; init; }

    /// <summary>Nothing was changed because a dry run was asked for.</summary>
    public required bool IsDryRun { get; init; }
}
