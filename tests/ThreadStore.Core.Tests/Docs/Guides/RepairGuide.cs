using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Transfer;

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

    internal static async Task<IReadOnlyList<StoreFinding>> DiagnoseAsync(string home, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        IReadOnlyList<StoreFinding> findings = await LocalThreadStore.DiagnoseAsync(
            new ThreadStoreOptions { Home = home }, progress: null, cancellationToken);
        foreach (StoreFinding finding in findings)
        {
            Console.WriteLine($"{(finding.IsProblem ? "wrong" : "note")}: {finding.What}");
        }
        // GUIDE: end
        return findings;
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

    internal static async Task<ImportReport> TransferAsync(
        LocalThreadStore store, ThreadId id, string archive, LocalThreadStore other, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        await using (FileStream file = File.Create(archive))
        {
            await store.ExportAsync(new ThreadExport { Threads = [id], Compress = true }, file, cancellationToken);     // null: all of the home
        }

        await using FileStream source = File.OpenRead(archive);
        ImportReport report = await other.ImportAsync(source, new ThreadImport { DryRun = false }, cancellationToken);
        foreach (ImportedThread thread in report.Threads)
        {
            Console.WriteLine($"{thread.Id}: {thread.Outcome} {thread.Reason}");
        }
        // GUIDE: end
        return report;
    }
}
