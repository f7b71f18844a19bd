using System;
using Xunit;

namespace ThreadStore.Items;

/// <summary>Counts what a verb allocates after warm-up.</summary>
/// <remarks>
/// The least of some windows: what the verb allocates shows in every one of them, what the runtime does on this thread now and then
/// (a code version that is installed, a pool that is trimmed by a collection) does not.
/// </remarks>
internal static class Allocation
{
    private const int Rounds = 10_000;
    private const int Windows = 3;

    public static void AssertNone(Action round, int rounds = Rounds)
    {
        Run(round, 200);
        var least = long.MaxValue;
        for (var window = 0; window < Windows && least != 0; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(round, rounds);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Run(Action round, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            round();
        }
    }
}
