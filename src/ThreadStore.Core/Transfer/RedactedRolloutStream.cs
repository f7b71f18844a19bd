using System;
using System.Buffers;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>A rollout's bytes as a host's redactor leaves them: every line as long as it was, so that every offset stays.</summary>
internal sealed class RedactedRolloutStream : RolloutPrefixStream
{
    private const int ChunkBytes = 1 << 20;

    private readonly ThreadId _id;
    private readonly LineRedactor _redactor;
    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private long _chunkOffset;
    private int _filled;

    internal RedactedRolloutStream(ILogFile file, long length, ThreadId id, LineRedactor redactor)
        : base(file, length)
    {
        _id = id;
        _redactor = redactor;
    }

    protected override int ReadAt(Span<byte> destination, long offset)
    {
        if (offset >= _chunkOffset + _filled)
        {
            Fill(offset);
        }

        var part = _chunk.AsSpan((int)(offset - _chunkOffset), (int)Math.Min(destination.Length, _chunkOffset + _filled - offset));
        part.CopyTo(destination);
        return part.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = [];
            _filled = 0;
        }

        base.Dispose(disposing);
    }

    // Whole lines from a line start: as many as fit, or the one that is longer.
    private void Fill(long offset)
    {
        _chunkOffset = offset;
        while (true)
        {
            var read = File.ReadOrThrow(_chunk.AsSpan(0, (int)Math.Min(_chunk.Length, Length - offset)), offset);
            _filled = _chunk.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            if (_filled > 0 || read < _chunk.Length)
            {
                break;
            }

            if (_chunk.Length >= RolloutReader.WindowBytes)
            {
                throw new InvalidRequestException($"the line at offset {offset} is too long to be redacted");
            }

            var larger = ArrayPool<byte>.Shared.Rent(_chunk.Length * 2);
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = larger;
        }

        for (var start = 0; start < _filled;)
        {
            var end = start + _chunk.AsSpan(start, _filled - start).IndexOf((byte)'\n');
            Redact(_chunk.AsSpan(start, end - start), offset + start);
            start = end + 1;
        }
    }

    private void Redact(Span<byte> line, long offset)
    {
        var kept = _redactor(_id, line);
        if (kept < 0 || kept > line.Length)
        {
            throw new InvalidRequestException($"the redactor says that {kept} bytes of a line of {line.Length} are left");
        }

        if (line[..kept].Contains((byte)'\n'))
        {
            throw new InvalidRequestException("the redactor has made two lines of one");
        }

        line[kept..].Fill((byte)' ');
        if (offset == 0)
        {
            CheckHead(line);
        }
    }

    // Without its first line nobody would know whose the rest is.
    private void CheckHead(ReadOnlySpan<byte> line)
    {
        var reader = new LineReader([.. line, (byte)'\n'], 0);
        if (reader.Read(out var head) is not LineStatus.Line || head.Kind is not ItemKind.SessionMeta || RolloutHead.Parse(head.Payload, _id.ToString()).Id != _id)
        {
            throw new InvalidRequestException($"the redactor has left no session_meta of thread {_id}");
        }
    }
}
