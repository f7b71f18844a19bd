using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/repair.md.</summary>
internal static class RepairGuide
{
    internal static async Task<IReadOnlyList<StoreDifference>> VerifyAsync(string home, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        IReadOnlyList<StoreDifference> differences = await LocalThreadStore.VerifyAsync(
            new ThreadStoreOptions { Home = home }, progress: null, cancellationToken);
        foreach (StoreDifference difference in differences)
        {
            Console.WriteLine($"{difference.Thread} {difference.Kind} at {difference.Offset}: {difference.Reason}");
        }
        // GUIDE: end
        return differences;
    }

    internal static async Task<StoredThread> RefreshAsync(LocalThreadStore store, ThreadId id, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        await store.CaughtUp.WaitAsync(cancellationToken);           // every log has been looked at once since the open
        await store.RefreshAsync([id], cancellationToken);           // this one is looked at now
        StoredThread row = store.Read(id);
        // GUIDE: end
        return row;
    }

    internal static async Task<RebuildProgress> RebuildAsync(LocalThreadStore store, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        var progress = new Progress<RebuildProgress>(static now => Console.Error.Write($"\r{now.Files} of {now.TotalFiles} threads"));
        RebuildProgress done = await store.RebuildAsync(progress, cancellationToken);
        Console.Error.WriteLine($"{done.Bytes} bytes read, {done.BadLines} bad lines passed over");
        // GUIDE: end
        return done;
    }
}
