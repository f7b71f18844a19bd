using System;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>The index of 100,000 threads that the benchmarks of lists read: one for a process, filled by who asks first, and gone with the process.</summary>
/// <remarks>Several benchmarks may run in one process, and filling it takes longer than reading from it. It is only read.</remarks>
internal static class SharedIndex
{
    private const int Threads = 100_000;

    private static readonly Lazy<ListedIndex> s_index = new(Fill);

    public static ListedIndex OfManyThreads => s_index.Value;

    private static ListedIndex Fill()
    {
        var index = new ListedIndex(Threads);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => index.Dispose();
        return index;
    }
}
