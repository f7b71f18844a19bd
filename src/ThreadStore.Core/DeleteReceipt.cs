using System.Collections.Generic;

namespace ThreadStore;

/// <summary>What a delete removed, or would remove.</summary>
public sealed record DeleteReceipt
{
    /// <summary>The thread.</summary>
    public required ThreadId Thread { get; init; }

    /// <summary>False for a plan: nothing was removed.</summary>
    public required bool IsDone { get; init; }

    /// <summary>The files, relative to the home: rollouts in both collections, plain and compressed, and what was derived from them.</summary>
    public required IReadOnlyList<DeletedFile> Files { get; init; }

    /// <summary>How many lines of <c>session_index.jsonl</c> named the thread.</summary>
    public required int NameLines { get; init; }

    /// <summary>True when the index had a row of the thread.</summary>
    public required bool HadRow { get; init; }

    /// <summary>The forks that continue the thread's log. A delete is refused as long as there are any, unless it is told otherwise.</summary>
    public IReadOnlyList<ThreadId> Forks { get; init; } = [];
}
