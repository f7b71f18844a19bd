using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Transfer;

namespace ThreadStore;

/// <content>Export and import: threads as one file that stands for itself.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Writes threads into an archive: of each log the whole lines that it has now, also while it is written. Buffered lines of live
    /// threads are written first. The logs are read twice, once for the manifest.
    /// </summary>
    /// <param name="export">Which threads, and how.</param>
    /// <param name="destination">Gets the archive, from where it stands; it is written asynchronously, and stays open. After a failure it holds a part of one.</param>
    /// <param name="cancellationToken">Ends the export; the home is not changed by it in any case.</param>
    /// <exception cref="ThreadNotFoundException">A thread that was named has no rollout; nothing was written.</exception>
    /// <exception cref="InvalidRequestException">A rollout that was named is none, or the redactor broke its rules.</exception>
    /// <exception cref="StorageFaultException">A log cannot be read, or was changed before its end meanwhile.</exception>
    public Task<ExportReport> ExportAsync(ThreadExport export, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(destination);
        lock (_lock)
        {
            CheckOpen();
            foreach (var thread in _live.Values)
            {
                thread?.TryDrain();
            }
        }

        return Task.Run(() => ExportCoreAsync(export, destination, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Takes the threads of an archive into the home. All of it is verified before anything of it can be seen, and nothing is overwritten;
    /// an import that was interrupted is finished by importing the same archive once more.
    /// </summary>
    /// <param name="archive">Read from where it stands, asynchronously; it stays open.</param>
    /// <param name="import">How; null = as it is by default.</param>
    /// <param name="cancellationToken">Ends the import between two threads, or the wait for their rows; threads that are in their place stay.</param>
    /// <returns>What became of each thread, once the rows of those that were imported are there.</returns>
    /// <exception cref="InvalidRequestException">The archive is damaged, of another version, or holds what no home takes; nothing was changed.</exception>
    /// <exception cref="StorageFaultException">It cannot be unpacked, or a rollout cannot be put in its place.</exception>
    public async Task<ImportReport> ImportAsync(Stream archive, ThreadImport? import = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        CheckOpen();
        var report = await Task.Run(() => ThreadImporter.RunAsync(Home, _locks, archive, import ?? new ThreadImport(), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (!report.IsDryRun)
        {
            // Those that an interrupted import has put there as well.
            var there = report.Threads.Where(static thread => thread.Outcome is ImportOutcome.Imported or ImportOutcome.Present).Select(static thread => thread.Id);
            await RefreshAsync(there, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }

    private async Task<ExportReport> ExportCoreAsync(ThreadExport export, Stream destination, CancellationToken cancellationToken)
    {
        var plan = ExportPlan.Make(Home, export, cancellationToken);
        await ArchiveWriter.WriteAsync(Home, plan, export, destination, cancellationToken).ConfigureAwait(false);
        return new ExportReport
        {
            Threads = [.. plan.Entries.Select(static entry => new ExportedThread(entry.Id, entry.Path.Text, entry.Bytes))],
            Skipped = plan.Skipped,
            MissingParents = plan.MissingParents,
            Bytes = plan.Entries.Sum(static entry => entry.Bytes),
        };
    }
}
