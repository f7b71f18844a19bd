using System;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>The bytes of a rollout up to an offset, read once from front to end and hashed on the way, whatever is appended meanwhile.</summary>
internal class RolloutPrefixStream : Stream
{
    private readonly long _length;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    /// <summary>The file stays the caller's.</summary>
    internal RolloutPrefixStream(ILogFile file, long length)
    {
        File = file;
        _length = length;
    }

    public override bool CanRead => true;

    // Said because the writer of the archive asks before it believes a length; nobody goes back.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    protected ILogFile File { get; }

    /// <summary>The SHA-256 of all bytes, once they are read.</summary>
    internal string Sha256()
    {
        Debug.Assert(_position == _length, "read to the end before");
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>Reads to the end, for the hash alone.</summary>
    internal void Drain(byte[] buffer, CancellationToken cancellationToken)
    {
        while (Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _position);
        if (wanted == 0)
        {
            return 0;
        }

        var read = ReadAt(buffer[..wanted], _position);
        if (read == 0)
        {
            throw new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, 0, "a rollout lost bytes while it was exported");
        }

        _hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Some of the bytes from an offset on; 0 when there are none.</summary>
    protected virtual int ReadAt(Span<byte> destination, long offset) => File.ReadOrThrow(destination, offset);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
