using System;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>Writes an archive: the manifest, then the rollouts in its order. Format: docs/formats/export.md.</summary>
internal static class ArchiveWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes what was planned.</summary>
    /// <exception cref="StorageFaultException">A rollout cannot be read any more, or is no longer what the plan has read.</exception>
    /// <exception cref="InvalidRequestException">The redactor has made something else of a line the second time.</exception>
    internal static async Task WriteAsync(LogHome home, ExportPlan plan, ThreadExport export, Stream destination, CancellationToken cancellationToken)
    {
        if (!export.Compress)
        {
            await WriteTarAsync(home, plan, export.Redactor, destination, cancellationToken).ConfigureAwait(false);
            return;
        }

        var compressed = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await using (compressed.ConfigureAwait(false))
        {
            await WriteTarAsync(home, plan, export.Redactor, compressed, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteTarAsync(LogHome home, ExportPlan plan, LineRedactor? redactor, Stream destination, CancellationToken cancellationToken)
    {
        var tar = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            using var manifest = new MemoryStream(ExportManifest.Write(plan.Entries));
            await WriteEntryAsync(tar, ExportManifest.FileName, home.Clock.GetUtcNow(), manifest, cancellationToken).ConfigureAwait(false);
            foreach (var entry in plan.Entries)
            {
                await WriteRolloutAsync(home, tar, entry, redactor, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task WriteRolloutAsync(LogHome home, TarWriter tar, ManifestEntry entry, LineRedactor? redactor, CancellationToken cancellationToken)
    {
        using var file = ExportPlan.Open(home, entry.Path);
        var bytes = ExportPlan.Read(file, entry.Path, entry.Bytes, redactor);
        await using (bytes.ConfigureAwait(false))
        {
            var changedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(home.Layout.FullPath(entry.Path)));
            await WriteEntryAsync(tar, entry.Path.Text, changedAt, bytes, cancellationToken).ConfigureAwait(false);
            if (bytes.Sha256() != entry.Sha256)
            {
                throw redactor is null
                    ? new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, 0, $"{entry.Path} was changed while it was exported: export once more")
                    : new InvalidRequestException($"the redactor has not made the same of {entry.Path} twice");
            }
        }
    }

    private static Task WriteEntryAsync(TarWriter tar, string name, DateTimeOffset changedAt, Stream bytes, CancellationToken cancellationToken) =>
        tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = OwnerOnly, ModificationTime = changedAt, DataStream = bytes },
            cancellationToken);
}
