using System.Threading.Tasks;

namespace ThreadStore.Projection;

/// <summary>One waiter for a position of one thread. Completed by the projector; its continuations never run on the projector's thread.</summary>
internal sealed class ProjectionBarrier : TaskCompletionSource
{
    internal ProjectionBarrier(long offset, long attemptsBefore)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Offset = offset;
        AttemptsBefore = attemptsBefore;
    }

    /// <summary>The log offset that must be committed.</summary>
    internal long Offset { get; }

    /// <summary>The attempts that had begun when this barrier was registered: only a later one may fail it.</summary>
    internal long AttemptsBefore { get; }

    /// <summary>Failed attempts that counted against this barrier.</summary>
    internal int Failures { get; set; }
}
