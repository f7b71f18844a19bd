using System;
using Xunit;

namespace ThreadStore.Items;

/// <summary>Counts what a verb allocates after warm-up.</summary>
internal static class Allocation
{
    private const int Rounds = 10_000;

    public static void AssertNone(Action round)
    {
        for (var i = 0; i < 200; i++)
        {
            round();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
