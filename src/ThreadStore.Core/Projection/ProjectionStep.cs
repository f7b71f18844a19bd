using System;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>What a step does to the index.</summary>
internal enum StepKind
{
    /// <summary>Nothing: the row is where it should be; the step only brings that word to the projector's thread.</summary>
    None,

    /// <summary>Advances a row by the facts of a range of the log.</summary>
    Advance,

    /// <summary>Advances the row of the host's projection alone, which is behind the thread's own.</summary>
    AdvanceHost,

    /// <summary>Projects a thread anew from its first byte, in the same transaction that drops its old row.</summary>
    Replace,

    /// <summary>The rollout has moved: only its path and its archived flag change.</summary>
    Relocate,

    /// <summary>The rollout is gone: its row goes too.</summary>
    Remove,

    /// <summary>New lines of session_index.jsonl.</summary>
    Names,

    /// <summary>Every row was held against its log since the machine was started.</summary>
    MachineBoot,

    /// <summary>Cuts the WAL to nothing, so that what was deleted before is in no file of the index any more.</summary>
    Scrub,

    /// <summary>Nothing but a transaction: makes the index if it can be made.</summary>
    Probe,

    /// <summary>Starts a new epoch of the index: an empty file that is filled from the logs.</summary>
    NewEpoch,
}

/// <summary>How a step ended.</summary>
internal enum StepOutcome
{
    /// <summary>Committed, or there was nothing to do.</summary>
    Done,

    /// <summary>The row is elsewhere than the step was read from: read it again.</summary>
    Gap,

    /// <summary>Failed; the fault is in <see cref="ProjectionStep.Fault"/>.</summary>
    Failed,

    /// <summary>The rollout was gone when its row was to be inserted.</summary>
    Gone,
}

/// <summary>One bounded piece of work that a reader hands to the projector, which binds and commits only.</summary>
internal sealed class ProjectionStep
{
    internal ProjectionStep(StepKind kind, ThreadId id, RolloutPath? path, Action<ProjectionStep, StepOutcome> completed)
    {
        Kind = kind;
        Id = id;
        Path = path;
        Completed = completed;
    }

    internal StepKind Kind { get; }

    internal ThreadId Id { get; }

    internal RolloutPath? Path { get; }

    /// <summary>Called on the projector's thread once the step's transaction has ended.</summary>
    internal Action<ProjectionStep, StepOutcome> Completed { get; }

    /// <summary>The facts of an <see cref="StepKind.Advance"/>, <see cref="StepKind.AdvanceHost"/> or <see cref="StepKind.Replace"/>.</summary>
    internal ThreadDelta? Delta { get; init; }

    /// <summary>The hash of the log's first bytes, as the row keeps it.</summary>
    internal ulong LogHead { get; init; }

    /// <summary>The live thread that waits for this step, if there is one.</summary>
    internal ProjectedThread? Live { get; init; }

    /// <summary>The number of the live thread's attempt that began with reading this step.</summary>
    internal long Attempt { get; init; }

    /// <summary>Where the row stands when this step is done.</summary>
    internal long Offset { get; init; }

    /// <summary>The names of a <see cref="StepKind.Names"/>.</summary>
    internal SessionIndexNames? Names { get; init; }

    /// <summary>Where the row stood that is to be dropped: one that has moved since is somebody's work of which this step knows nothing.</summary>
    internal FileMark? Replaces { get; init; }

    /// <summary>The start of the machine of a <see cref="StepKind.MachineBoot"/>.</summary>
    internal string? MachineBoot { get; init; }

    /// <summary>It was read from the first byte because somebody asked for that.</summary>
    internal bool IsAnew { get; init; }

    /// <summary>The cause, when the step failed.</summary>
    internal ThreadStoreException? Fault { get; set; }
}
