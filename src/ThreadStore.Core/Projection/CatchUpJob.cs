using System;
using System.Threading.Tasks;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <summary>The catch-up of one thread: guarded by the lock of <see cref="CatchUp"/> except where it says otherwise.</summary>
internal sealed class CatchUpJob
{
    internal CatchUpJob(ThreadId id, RolloutPath path, Action<CatchUpJob, ProjectionStep, StepOutcome> completed)
    {
        Id = id;
        Path = path;
        Completed = (step, outcome) => completed(this, step, outcome);
    }

    internal ThreadId Id { get; }

    internal RolloutPath Path { get; set; }

    /// <summary>The live thread of this process that waits, if there is one.</summary>
    internal ProjectedThread? Live { get; set; }

    /// <summary>Where its row stood when somebody who looks at a whole home asked for it: saves its first step a look. The step's reader takes it.</summary>
    internal KnownRow? Known { get; set; }

    /// <summary>If the rollout is not at its path, it is nowhere.</summary>
    internal bool IsGone { get; set; }

    /// <summary>What the row was made of has changed outside of the log: it is made anew from the first byte, whatever it stands at.</summary>
    internal bool IsAnew { get; set; }

    /// <summary>A step of it is being read or waits for the projector.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>Somebody asked while it ran.</summary>
    internal bool MustRunAgain { get; set; }

    /// <summary>The step under way reaches the end of the log as its reader saw it. Written by the reader, read when the step completes.</summary>
    internal bool IsLastStep { get; set; }

    /// <summary>Failed steps in a row.</summary>
    internal int Failures { get; set; }

    /// <summary>Ends when the row is where the log ends, or with the fault.</summary>
    internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What its steps call back.</summary>
    internal Action<ProjectionStep, StepOutcome> Completed { get; }
}
