using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Transfer;

/// <summary>Passes a stream's bytes on, up to what was allowed so far: what unpacks to more than it says is found out before it fills memory or disk.</summary>
internal sealed class BoundedStream : Stream
{
    private readonly Stream _inner;
    private ReadOnlyMemory<byte> _head;
    private long _allowed;

    /// <summary>The stream stays the caller's.</summary>
    /// <param name="inner">Where the bytes come from.</param>
    /// <param name="head">Bytes that were taken from it before.</param>
    /// <param name="allowed">How many bytes may be read.</param>
    internal BoundedStream(Stream inner, ReadOnlyMemory<byte> head, long allowed)
    {
        _inner = inner;
        _head = head;
        _allowed = allowed;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>So many bytes more may be read.</summary>
    internal void Allow(long bytes) => _allowed = checked(_allowed + bytes);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..Wanted(buffer.Length)];
        return Count(TryTakeHead(wanted.Span, out var taken) ? taken : await _inner.ReadAsync(wanted, cancellationToken).ConfigureAwait(false));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..Wanted(buffer.Length)];
        return Count(TryTakeHead(wanted, out var taken) ? taken : _inner.Read(wanted));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Wanted(int length) => length > 0 && _allowed == 0
        ? throw new InvalidRequestException("the archive is longer than its manifest says")
        : (int)Math.Min(length, _allowed);

    private bool TryTakeHead(Span<byte> destination, out int taken)
    {
        taken = Math.Min(destination.Length, _head.Length);
        _head.Span[..taken].CopyTo(destination);
        _head = _head[taken..];
        return taken > 0;
    }

    private int Count(int read)
    {
        _allowed -= read;
        return read;
    }
}
