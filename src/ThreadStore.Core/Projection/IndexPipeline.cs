using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Health;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>Everything between the logs of a home and one index: projector, readers of logs, reconciler, and their threads.</summary>
internal sealed class IndexPipeline : IDisposable
{
    // Deltas that may be pending at once; a thread that finds none is read from its log instead.
    private const int MaxSpareDeltas = 4096;

    private const int MaxReaders = 4;

    private int _rebuilds;

    internal IndexPipeline(
        LogHome home,
        LockFolder locks,
        IIndexWriter writer,
        IRowStateReader rows,
        ILiveThreads? live,
        ThreadStoreOptions options,
        ComposedProjection projection,
        FaultTally? faults = null,
        string? machineBoot = null)
    {
        Projector = new Projector(writer, home, new DeltaPool(MaxSpareDeltas, projection), options.Clock, options.ProjectionInterval, faults);
        CatchUp = new CatchUp(Projector, rows, home);
        Projector.CatchUp = CatchUp;
        Reconciler = new Reconciler(home, locks, rows, live, CatchUp, Projector, options, machineBoot);
        Projector.EpochChanged = Reconciler.OnEpochChanged;
    }

    internal Projector Projector { get; }

    internal CatchUp CatchUp { get; }

    internal Reconciler Reconciler { get; }

    /// <summary>A rebuild is under way: rows may be missing.</summary>
    internal bool IsRebuilding => Volatile.Read(ref _rebuilds) > 0;

    /// <summary>Starts the threads; without it a caller steps the parts.</summary>
    /// <param name="reconciles">False: nobody looks at the home by himself, because what he found would be made anew at once.</param>
    internal void Start(bool reconciles = true)
    {
        Projector.Start();
        CatchUp.Start(Math.Clamp(Environment.ProcessorCount, 1, MaxReaders));
        if (reconciles)
        {
            Reconciler.Start();
        }
    }

    /// <summary>Ends all threads, readers first, so that what they have read is still committed.</summary>
    public void Dispose()
    {
        Reconciler.Stop();
        CatchUp.Stop();
        Projector.Dispose();
        CatchUp.Dispose();
        Reconciler.Dispose();
    }

    /// <summary>Replaces the index by an empty one and fills it from all logs of the home.</summary>
    internal async Task RebuildAsync()
    {
        var begun = Projector.SubmitAsync(StepKind.NewEpoch);
        Interlocked.Increment(ref _rebuilds);
        try
        {
            await begun.ConfigureAwait(false);
            Reconciler.ResetLive();
            await Reconciler.SweepAsync().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _rebuilds);
        }
    }
}
