using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Transfer;

/// <summary>Reads an archive that may have been made by anybody: hands out each rollout that the manifest names, once, and nothing else.</summary>
internal sealed class ArchiveReader : IAsyncDisposable
{
    // Headers and padding: a few blocks per file, and the manifest's own.
    private const long BytesAround = 64 << 10;

    private readonly Stream _unpacked;
    private readonly BoundedStream _bounded;
    private readonly TarReader _tar;
    private readonly Dictionary<string, ManifestEntry> _expected = new(StringComparer.Ordinal);

    private ArchiveReader(Stream unpacked)
    {
        _unpacked = unpacked;
        _bounded = new BoundedStream(unpacked, default, ExportManifest.MaxBytes + BytesAround);
        _tar = new TarReader(_bounded, leaveOpen: true);
    }

    /// <summary>What the archive says that it holds.</summary>
    internal IReadOnlyList<ManifestEntry> Entries { get; private set; } = [];

    /// <summary>Reads the manifest. The stream stays the caller's.</summary>
    /// <exception cref="InvalidRequestException">It is no archive, or none that this version reads.</exception>
    internal static async Task<ArchiveReader> OpenAsync(Stream archive, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await archive.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new BoundedStream(archive, head.AsMemory(0, length), long.MaxValue);
        var isPacked = head is [0x1f, 0x8b];
        var reader = new ArchiveReader(isPacked ? new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true) : whole);
        try
        {
            await reader.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The next rollout and its bytes, which are to be read to the end; null after the last.</summary>
    /// <exception cref="InvalidRequestException">The archive holds something that its manifest does not name, or not all that it names.</exception>
    internal async Task<ArchivedRollout?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return _expected.Count == 0
                ? null
                : throw new InvalidRequestException($"the archive ends before {_expected.Values.First().Path}");
        }

        if (!_expected.Remove(file.Name, out var entry))
        {
            throw new InvalidRequestException($"the archive holds a file that its manifest does not name, or names once: {file.Name}");
        }

        if (file.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || file.Length != entry.Bytes || file.DataStream is null)
        {
            throw new InvalidRequestException($"the archive holds {file.Name} not as a file of the length that its manifest says");
        }

        return new ArchivedRollout(entry, file.ModificationTime, file.DataStream);
    }

    /// <summary>Reads bytes of the archive.</summary>
    /// <exception cref="InvalidRequestException">It is damaged.</exception>
    internal static async ValueTask<int> ReadAsync(Stream bytes, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await bytes.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            throw Damaged(damage);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _bounded.DisposeAsync().ConfigureAwait(false);
        await _unpacked.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadManifestAsync(CancellationToken cancellationToken)
    {
        var file = await NextAsync(cancellationToken).ConfigureAwait(false);
        if (file is not { Name: ExportManifest.FileName, DataStream: not null } || file.Length > ExportManifest.MaxBytes)
        {
            throw new InvalidRequestException($"this is not an export of threads: it does not begin with {ExportManifest.FileName}");
        }

        var manifest = new byte[file.Length];
        for (var filled = 0; filled < manifest.Length;)
        {
            var read = await ReadAsync(file.DataStream, manifest.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += read > 0 ? read : throw new InvalidRequestException("the archive ends in its manifest");
        }

        Entries = ExportManifest.Read(manifest);
        foreach (var entry in Entries)
        {
            _expected.Add(entry.Path.Text, entry);
            _bounded.Allow(entry.Bytes);
            _bounded.Allow(BytesAround);
        }
    }

    private async Task<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            throw Damaged(damage);
        }
    }

    // What the readers of tar and gzip say of bytes that are neither.
    private static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException;

    private static InvalidRequestException Damaged(Exception damage) => new($"the archive is damaged, or is none: {damage.Message}", damage);
}
