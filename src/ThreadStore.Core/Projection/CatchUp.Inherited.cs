using System.Collections.Generic;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <content>What a fork shows while the disk under its parent fails.</content>
internal sealed partial class CatchUp
{
    // A live thread's waits have grown to this by the time its parent has failed for a good second.
    private const int LongBackoffMs = 320;

    // the lock: forks that show their own text although their parent may have said something
    private readonly HashSet<ThreadId> _withoutParent = [];

    /// <summary>Forks whose parents could not be read: whoever looks at the home asks for them anew.</summary>
    internal IReadOnlyList<ThreadId> TakeForksWithoutParent()
    {
        lock (_lock)
        {
            ThreadId[] forks = [.. _withoutParent];
            _withoutParent.Clear();
            return forks;
        }
    }

    // A disk that fails for a moment fails this step, which is tried again. For longer than that a fork must not stay away from lists: it
    // shows its own text until its parent can be read.
    private byte[]? ReadInherited(ILogFile file, CatchUpJob job)
    {
        try
        {
            return _inherited.Read(file, job.Id);
        }
        catch (StorageFaultException) when (job.Live is { } live ? live.BackoffMs >= LongBackoffMs : job.Failures == MaxFailures - 1)
        {
            lock (_lock)
            {
                _withoutParent.Add(job.Id);
            }

            return null;
        }
    }
}
