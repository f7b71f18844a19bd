using System.Collections.Generic;

namespace ThreadStore.Transfer;

/// <summary>One thread in an archive.</summary>
/// <param name="Id">The thread.</param>
/// <param name="RelativePath">Where its rollout lies, relative to any home.</param>
/// <param name="Bytes">The rollout's length in the archive: whole lines, as they were when the export began.</param>
public sealed record ExportedThread(ThreadId Id, string RelativePath, long Bytes);

/// <summary>One rollout that was left out of an archive.</summary>
/// <param name="RelativePath">The file, or the folder that may not be read, relative to the home.</param>
/// <param name="Reason">Why, for a person.</param>
public sealed record SkippedExport(string RelativePath, string Reason);

/// <summary>What an export wrote.</summary>
public sealed record ExportReport
{
    /// <summary>The threads, in the order of their paths.</summary>
    public required IReadOnlyList<ExportedThread> Threads { get; init; }

    /// <summary>Rollouts that could not be taken along.</summary>
    public required IReadOnlyList<SkippedExport> Skipped { get; init; }

    /// <summary>Parents that exported forks continue, and that the home does not have any more: those forks are not whole anywhere.</summary>
    public required IReadOnlyList<ThreadId> MissingParents { get; init; }

    /// <summary>The bytes of all rollouts in the archive, before compression.</summary>
    public required long Bytes { get; init; }
}
