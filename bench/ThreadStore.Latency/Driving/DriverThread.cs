using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Driving;

/// <summary>The one thread that drives, on a core of its own: what a thread needs once is paid once, in the rounds that are not counted.</summary>
internal sealed class DriverThread : IDisposable
{
    private const string SchedulerPath = "/proc/thread-self/schedstat";

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts it, on the last core.</summary>
    /// <exception cref="BadInputException">There is only one core: the projector would have none.</exception>
    public DriverThread()
    {
        if (Environment.ProcessorCount < 2)
        {
            throw new BadInputException("latency needs 2 cores: the driver keeps one busy, and what runs behind an append needs another");
        }

        _thread = new Thread(Work) { IsBackground = true, Name = "driver" };
        _thread.Start();
    }

    /// <summary>Runs one round there.</summary>
    public Round Run<TOperation>(TOperation operation, LoopPlan plan)
        where TOperation : IOperation
    {
        Round? round = null;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                round = Measure(operation, plan);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
        return round!;
    }

    /// <summary>Ends the thread after the work that it has.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    // What earlier rounds and the making of files have left is collected before, and not counted.
    private static Round Measure<TOperation>(TOperation operation, LoopPlan plan)
        where TOperation : IOperation
    {
        var warmUp = new Histogram();
        var counted = new Histogram();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var (gen0, gen1, gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        var others = OtherCores.Start();
        var coreWait = CoreWait();
        var process = GC.GetTotalAllocatedBytes(precise: true);
        var driver = GC.GetAllocatedBytesForCurrentThread();
        var end = OpenLoop.Run(default(StopwatchClock), operation, plan, warmUp, counted);
        driver = GC.GetAllocatedBytesForCurrentThread() - driver;
        process = GC.GetTotalAllocatedBytes(precise: true) - process;
        coreWait = CoreWait() - coreWait;
        var collections = (GC.CollectionCount(0) - gen0, GC.CollectionCount(1) - gen1, GC.CollectionCount(2) - gen2);
        return new Round(counted.Count > 0 ? counted : warmUp, end, collections, process, driver) { CoreWait = coreWait, OtherCores = others.Since() };
    }

    // The second of the kernel's numbers; 0 from one that keeps none.
    private static long CoreWait() => File.Exists(SchedulerPath) && File.ReadAllText(SchedulerPath).Split(' ') is [_, var wait, ..] ? long.Parse(wait, CultureInfo.InvariantCulture) : 0;

    private void Work()
    {
        _ = Kernel.PinToLastCore();
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
