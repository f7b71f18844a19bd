using System;
using System.Diagnostics;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace ThreadStore.Benchmarks;

/// <summary>Counts the bytes that one benchmark allocates per operation: in this process, and without measuring time.</summary>
/// <remarks>
/// The least of some windows: what the verb allocates shows in each of them, what the runtime or a loop of the store does now and then does not. Of
/// the calling thread every byte counts; of all threads together whole bytes per operation, as BenchmarkDotNet counts.
/// </remarks>
internal static class AllocationMeter
{
    private const int FewestWindows = 3;
    private const int MostWindows = 12;
    private const int MostCalls = 8192;

    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_slowCall = TimeSpan.FromMilliseconds(300);

    /// <summary>Sets the benchmark up as BenchmarkDotNet does, measures and cleans up.</summary>
    /// <param name="benchmark">The benchmark with its parameters.</param>
    /// <param name="expected">Bytes per operation at which nobody needs to look again; null: nobody knows.</param>
    public static long Measure(BenchmarkCase benchmark, long? expected)
    {
        var type = benchmark.Descriptor.Type;
        var instance = Activator.CreateInstance(type)!;
        foreach (var parameter in benchmark.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        BenchmarkActionFactory.CreateGlobalSetup(benchmark.Descriptor, instance).InvokeSingle();
        try
        {
            // One iteration for all windows: what is fresh is not what is measured.
            BenchmarkActionFactory.CreateIterationSetup(benchmark.Descriptor, instance).InvokeSingle();
            var least = new Windows(benchmark.Descriptor, instance).Least(expected);
            BenchmarkActionFactory.CreateIterationCleanup(benchmark.Descriptor, instance).InvokeSingle();
            return least;
        }
        finally
        {
            BenchmarkActionFactory.CreateGlobalCleanup(benchmark.Descriptor, instance).InvokeSingle();
        }
    }

    private sealed class Windows(Descriptor descriptor, object instance)
    {
        private readonly BenchmarkAction _verb = BenchmarkActionFactory.CreateWorkload(descriptor, instance, unrollFactor: 1);
        private readonly int _operations = descriptor.OperationsPerInvoke;
        private long _own = long.MaxValue;
        private long _all = long.MaxValue;

        internal long Least(long? expected)
        {
            var calls = WarmUp(out var windows);
            while (windows == 0 || (windows < MostWindows && (expected is { } budget ? PerOperation(calls) > budget : windows < FewestWindows)))
            {
                Run(calls);
                windows++;
            }

            return PerOperation(calls);
        }

        private long PerOperation(long calls)
        {
            var operations = calls * _operations;
            return Math.Max((_own + operations - 1) / operations, _all / operations);
        }

        // Until a window's worth of calls is known, which one slow run does not tell; what a call prepares for later ones it prepares here. A call of
        // some tenths of a second is a window already.
        private long WarmUp(out int windows)
        {
            var start = Stopwatch.GetTimestamp();
            Run(1);
            windows = Stopwatch.GetElapsedTime(start) > s_slowCall ? 1 : 0;
            if (windows == 1)
            {
                return 1;
            }

            (_own, _all) = (long.MaxValue, long.MaxValue);
            long calls = 1;
            while (calls < MostCalls && !(IsWindow(calls) && IsWindow(calls)))
            {
                calls *= 2;
            }

            return calls;
        }

        private bool IsWindow(long calls)
        {
            var start = Stopwatch.GetTimestamp();
            _verb.InvokeNoUnroll(calls);
            return Stopwatch.GetElapsedTime(start) > s_window;
        }

        private void Run(long calls)
        {
            var all = GC.GetTotalAllocatedBytes(precise: true);
            var own = GC.GetAllocatedBytesForCurrentThread();
            _verb.InvokeNoUnroll(calls);
            own = GC.GetAllocatedBytesForCurrentThread() - own;
            all = GC.GetTotalAllocatedBytes(precise: true) - all;
            (_own, _all) = (Math.Min(_own, own), Math.Min(_all, all));
        }
    }
}
