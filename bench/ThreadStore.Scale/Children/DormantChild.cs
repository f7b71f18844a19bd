using System;
using System.Runtime;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Scale.Children;

/// <summary>Makes more and more threads live, each with a line appended and then dormant, and looks at what is held for them.</summary>
internal static class DormantChild
{
    // Room for four open threads: whoever is next sends the longest idle one to sleep.
    private const int Descriptors = 8;

    /// <summary>Measures.</summary>
    /// <param name="home">The home.</param>
    /// <param name="first">How many are live before the first look: what a store makes once is made by then.</param>
    /// <param name="step">How many more are live at each next look.</param>
    /// <param name="steps">How many looks follow.</param>
    internal static async Task<Figures> RunAsync(string home, int first, int step, int steps)
    {
        var heap = new double[steps];
        var resident = new double[steps];
        var store = ScaleStore.Open(home, Descriptors);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            await WakeAsync(store, 0, first).ConfigureAwait(false);
            var (heapBefore, residentBefore) = Look();
            for (var look = 0; look < steps; look++)
            {
                var from = first + (look * step);
                await WakeAsync(store, from, from + step).ConfigureAwait(false);
                var (heapNow, residentNow) = Look();
                heap[look] = (heapNow - heapBefore) / (double)step;
                resident[look] = (residentNow - residentBefore) / (double)step;
                (heapBefore, residentBefore) = (heapNow, residentNow);
            }
        }

        return new Figures { ["heap"] = heap, ["resident"] = resident };
    }

    private static async Task WakeAsync(LocalThreadStore store, int from, int to)
    {
        var line = ScaleHome.TokenCount(1);
        for (var number = from; number < to; number++)
        {
            store.Resume(ScaleHome.Id(number)).Append(ItemType.EventMsg, line, Durability.Written);
        }

        // Their rows must be there: a thread whose delta waits holds more, and is not idle.
        for (var number = from; number < to; number++)
        {
            var id = ScaleHome.Id(number);
            await store.WaitProjectedAsync(new Position(id, new System.IO.FileInfo(store.FullPath(store.Read(id))).Length)).ConfigureAwait(false);
        }
    }

    private static (long Heap, long Resident) Look()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true), ProcessMemory.Resident);
    }
}
