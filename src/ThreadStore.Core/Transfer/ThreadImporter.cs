using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>Takes an archive into a home: unpacks and verifies all of it, then gives each rollout its name in its place.</summary>
/// <remarks>
/// 1. Every byte of the archive is read, hashed, and written into the staging folder; what is wrong with it ends the import here, and nothing
/// of it was ever to be seen. 2. The files are synced. 3. Thread by thread, under its writer lock, the file gets its name by a link, which
/// overwrites nothing. Killed in between, the rest is done by importing once more: what is there already is present.
/// </remarks>
internal sealed class ThreadImporter
{
    private const int BufferBytes = 1 << 20;

    private readonly LogHome _home;
    private readonly LockFolder _locks;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _buffer = new byte[BufferBytes];

    private ThreadImporter(LogHome home, LockFolder locks, CancellationToken cancellationToken)
    {
        _home = home;
        _locks = locks;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Imports an archive; the rows are the caller's to bring up.</summary>
    /// <exception cref="InvalidRequestException">The archive is damaged, of another version, or holds what no home takes; nothing was changed.</exception>
    /// <exception cref="StorageFaultException">It cannot be unpacked, or a rollout cannot be put in its place.</exception>
    internal static async Task<ImportReport> RunAsync(LogHome home, LockFolder locks, Stream archive, ThreadImport import, CancellationToken cancellationToken)
    {
        var reader = await ArchiveReader.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var importer = new ThreadImporter(home, locks, cancellationToken);
            var existing = home.Layout.FindAll();
            if (import.DryRun)
            {
                await importer.UnpackAsync(reader, staging: null, existing).ConfigureAwait(false);
                return Report(reader.Entries, [.. reader.Entries.Select(entry => importer.Foresee(entry, existing))], existing, isDryRun: true);
            }

            CheckRoom(home, reader.Entries.Where(entry => !existing.ContainsKey(entry.Id)).Sum(static entry => entry.Bytes));
            using var staging = ImportStaging.Create(home);
            await importer.UnpackAsync(reader, staging, existing).ConfigureAwait(false);
            return Report(reader.Entries, importer.PlaceAll(reader.Entries, staging, existing), existing, isDryRun: false);
        }
    }

    private static ImportReport Report(
        IReadOnlyList<ManifestEntry> entries, List<ImportedThread> threads, Dictionary<ThreadId, RolloutPath> existing, bool isDryRun)
    {
        var known = entries.Select(static entry => entry.Id).Concat(existing.Keys).ToHashSet();
        var missing = entries.Select(static entry => entry.Parent).OfType<ThreadId>().Where(parent => !known.Contains(parent)).Distinct().Order();
        return new ImportReport { Threads = threads, MissingParents = [.. missing], IsDryRun = isDryRun };
    }

    private static void CheckRoom(LogHome home, long wanted)
    {
        var free = new DriveInfo(home.Directory).AvailableFreeSpace;
        if (free < wanted)
        {
            throw new StorageFaultException(
                StoragePart.Log, StorageOutcome.NotAccepted, null, Libc.ENOSPC, $"the archive needs {wanted:N0} bytes in {home.Directory}, where {free:N0} are free");
        }
    }

    private async Task UnpackAsync(ArchiveReader reader, ImportStaging? staging, Dictionary<ThreadId, RolloutPath> existing)
    {
        while (await reader.ReadAsync(_cancellationToken).ConfigureAwait(false) is { } next)
        {
            var entry = next.Entry;
            if (staging is null || existing.ContainsKey(entry.Id))
            {
                await UnpackAsync(entry, next.Bytes, file: null).ConfigureAwait(false);
                continue;
            }

            using (var file = staging.CreateFile(entry.Id))
            {
                await UnpackAsync(entry, next.Bytes, file).ConfigureAwait(false);
                Finish(entry, file);
            }

            // Codex orders by it where it has no row.
            File.SetLastWriteTimeUtc(staging.PathOf(entry.Id), next.ChangedAt.UtcDateTime);
        }
    }

    private async Task UnpackAsync(ManifestEntry entry, Stream bytes, ILogFile? file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new HeadCheck(entry.Path);
        byte last = 0;
        int read;
        while ((read = await ArchiveReader.ReadAsync(bytes, _buffer, _cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(_buffer.AsSpan(0, read));
            head.Show(_buffer.AsSpan(0, read));
            last = _buffer[read - 1];
            var errno = file?.WriteAll(_buffer.AsSpan(0, read), out _) ?? 0;
            if (errno != 0)
            {
                throw ImportStaging.Fault(entry.Path.Text, errno);
            }
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != entry.Sha256)
        {
            throw new InvalidRequestException($"the archive is damaged: {entry.Path} has another hash than its manifest says");
        }

        head.End();
        if (!entry.Path.IsCompressed && last != (byte)'\n')
        {
            throw new InvalidRequestException($"the archive holds {entry.Path} with half a line at its end");
        }
    }

    // A name that the log does not know becomes a journal line of it, with the time at which the name was given.
    private static void Finish(ManifestEntry entry, ILogFile file)
    {
        var errno = 0;
        if (entry is { Name: { } name, Path.IsCompressed: false })
        {
            var payload = MetadataJson.WriteJournal(entry.Id, new ThreadMetadataPatch { Name = name });
            var line = new byte[payload.Length + LineWriter.MaxEnvelope];
            errno = file.WriteAll(line.AsSpan(0, LineWriter.Write(line, entry.NamedAtMs, Line.NoOrdinal, ItemType.ThreadStoreMetadata, payload, default)), out _);
        }

        errno = errno == 0 ? file.DataSyncAll() : errno;
        if (errno != 0)
        {
            throw ImportStaging.Fault(entry.Path.Text, errno);
        }
    }

    private List<ImportedThread> PlaceAll(IReadOnlyList<ManifestEntry> entries, ImportStaging staging, Dictionary<ThreadId, RolloutPath> existing)
    {
        var threads = new List<ImportedThread>(entries.Count);
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var thread = existing.ContainsKey(entry.Id) ? Foresee(entry, existing) : Place(entry, staging.PathOf(entry.Id));
            threads.Add(thread);
            if (thread.Outcome is ImportOutcome.Imported)
            {
                places.Add(entry.Path.Text[..entry.Path.Text.LastIndexOf('/')]);
            }
        }

        foreach (var place in places)
        {
            var errno = _home.SyncDirectories($"{_home.Directory}/{place}/");
            if (errno != 0)
            {
                throw new StorageFaultException(StoragePart.Log, StorageOutcome.Unknown, null, errno, $"cannot sync {place}: {LogFault.Text(errno)}. Import once more");
            }
        }

        return threads;
    }

    private ImportedThread Place(ManifestEntry entry, string staged)
    {
        using var held = WriterLock.TryAcquire(_locks, entry.Id, out var holder);
        if (held is null)
        {
            return Told(entry, ImportOutcome.Busy, $"another writer holds the thread: {holder}");
        }

        var target = _home.Layout.FullPath(entry.Path);
        var errno = _home.CreateDirectories(target);
        errno = errno == 0 ? CheckFolders(entry.Path) : errno;
        errno = errno == 0 ? _home.Device.Link(staged, target) : errno;
        // The row follows from the file's appearance: no mark is needed for it.
        held.Release(unlink: held.IsNew);
        return errno switch
        {
            0 => Told(entry, ImportOutcome.Imported, null),
            Libc.EEXIST => Told(entry, ImportOutcome.Conflict, "a file of that name appeared meanwhile"),
            Libc.ENOTDIR or Libc.ELOOP => Told(entry, ImportOutcome.Conflict, "a folder on the way to its place is none, or is a link"),
            _ => throw new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot put {entry.Path} in its place: {LogFault.Text(errno)}"),
        };
    }

    // Links below the two folders are not followed by readers: what lay behind one would not be found.
    private int CheckFolders(RolloutPath path)
    {
        for (var slash = path.Text.IndexOf('/'); (slash = path.Text.IndexOf('/', slash + 1)) >= 0;)
        {
            var errno = Libc.Stat($"{_home.Directory}/{path.Text[..slash]}", out var stat);
            if (errno != 0 || !stat.IsDirectory)
            {
                return errno != 0 ? errno : Libc.ENOTDIR;
            }
        }

        return 0;
    }

    private ImportedThread Foresee(ManifestEntry entry, Dictionary<ThreadId, RolloutPath> existing)
    {
        if (!existing.TryGetValue(entry.Id, out var path))
        {
            return Told(entry, ImportOutcome.Imported, null);
        }

        if (path.IsCompressed != entry.Path.IsCompressed)
        {
            return Told(entry, ImportOutcome.Conflict, $"one of the two is compressed: {path}");
        }

        using var file = ExportPlan.Open(_home, path);
        var length = file.GetLengthOrThrow();
        if (length < entry.Bytes)
        {
            return Told(entry, ImportOutcome.Conflict, $"the home has fewer bytes of it: {length} of {entry.Bytes} in {path}");
        }

        using var bytes = new RolloutPrefixStream(file, entry.Bytes);
        bytes.Drain(_buffer, _cancellationToken);
        return bytes.Sha256() == entry.Sha256
            ? Told(entry, ImportOutcome.Present, $"it is there already: {path}")
            : Told(entry, ImportOutcome.Conflict, $"the home has other bytes of it: {path}");
    }

    private static ImportedThread Told(ManifestEntry entry, ImportOutcome outcome, string? reason) =>
        new(entry.Id, entry.Path.Text, entry.Bytes, outcome, reason);
}
