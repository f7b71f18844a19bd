using System;
using System.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Log;

/// <summary>Reads a rollout forward, line by line, in bounded memory.</summary>
/// <remarks>
/// One pooled chunk holds the bytes; it grows only for a line that does not fit, and a line longer than <see cref="MaxLineBytes"/> is reported as
/// bad without being held. Nothing is allocated per line. The file stays the caller's.
/// </remarks>
internal sealed class RolloutReader : IDisposable
{
    internal const int MinChunkBytes = 64 * 1024;
    internal const int MaxChunkBytes = 4 * 1024 * 1024;

    /// <summary>The largest window. Beside a line it holds the LF before it (backward) and one that the line itself may lack.</summary>
    internal const int WindowBytes = 64 << 20;

    /// <summary>The longest line that is handed out, with its LF.</summary>
    internal const int MaxLineBytes = WindowBytes - 2;

    private readonly ILogFile _file;
    private readonly long _limit;
    private readonly int _chunkBytes;

    private byte[]? _buffer;
    private int _next;              // in the buffer: the next line, or the rest of a line of several objects
    private LineRest _rest;         // of the line that it lies within
    private int _filled;
    private long _bufferOffset;
    private bool _atEnd;

    /// <summary>Reads from a line start to the limit or the end of the file, whichever comes first.</summary>
    internal RolloutReader(ILogFile file, long from, long limit = long.MaxValue, int chunkBytes = MinChunkBytes)
    {
        _file = file;
        _limit = limit;
        _chunkBytes = Math.Clamp(chunkBytes, MinChunkBytes, MaxChunkBytes);
        _bufferOffset = from;
        Consumed = from;
    }

    /// <summary>Why the last read was bad.</summary>
    internal BadLineReason BadReason { get; private set; }

    /// <summary>The length of the last bad range: <see cref="Line.Text"/> is empty for one that is too long to be held.</summary>
    internal long BadLength { get; private set; }

    /// <summary>The offset just after the last complete line; of objects glued on one line, after the last of them.</summary>
    internal long Consumed { get; private set; }

    /// <summary>Reads the next line. Its spans are valid until the next read. Bytes after the last LF are never returned.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal LineStatus Read(out Line line)
    {
        while (true)
        {
            if (_filled > _next)
            {
                var reader = new LineReader(_buffer.AsSpan(_next, _filled - _next), _bufferOffset + _next, _rest);
                var status = reader.Read(out line);
                if (status != LineStatus.End)
                {
                    _rest = reader.Rest;
                    BadReason = status == LineStatus.Bad ? reader.BadReason : BadLineReason.None;
                    BadLength = line.Text.Length;
                    MoveBehind((int)(line.Offset - _bufferOffset) + line.Text.Length);
                    return status;
                }

                // Blank lines at the end of the chunk.
                MoveTo((int)(reader.Consumed - _bufferOffset));
            }

            if (!Refill(out line))
            {
                return BadReason == BadLineReason.TooLong ? LineStatus.Bad : LineStatus.End;
            }
        }
    }

    /// <summary>Takes the bytes after the last LF for a line, after <see cref="Read"/> has come to the end.</summary>
    internal LineStatus ReadRest(out Line line)
    {
        line = default;
        if (_filled == _next)
        {
            return LineStatus.End;
        }

        // There is room: the buffer grows before it is full.
        _buffer![_filled] = (byte)'\n';
        var reader = new LineReader(_buffer.AsSpan(_next, _filled - _next + 1), _bufferOffset + _next);
        var status = reader.Read(out line);
        BadReason = reader.BadReason;
        return status;
    }

    /// <summary>Copies bytes of the file that the reader still holds, which spares a look at the file; false when it does not hold all of them.</summary>
    internal bool TryCopy(long offset, Span<byte> destination)
    {
        var first = offset - _bufferOffset;
        if (first < 0 || first + destination.Length > _filled)
        {
            return false;
        }

        _buffer.AsSpan((int)first, destination.Length).CopyTo(destination);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _next = _filled = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Blanks up to the LF belong to the object before them; anything else is one more object on the same line.
    private void MoveBehind(int end)
    {
        var rest = _buffer.AsSpan(end, _filled - end);
        var blanks = rest.IndexOfAnyExcept(RolloutBlanks.Values);
        if (blanks >= 0 && rest[blanks] == '\n')
        {
            MoveTo(end + blanks + 1);
        }
        else
        {
            _next = end;
        }
    }

    private void MoveTo(int next)
    {
        _next = next;
        Consumed = _bufferOffset + next;
    }

    // False at the end, and when a line was skipped because it is too long.
    private bool Refill(out Line line)
    {
        line = default;
        BadReason = BadLineReason.None;
        if (_atEnd)
        {
            return false;
        }

        if (_bufferOffset + _filled >= _limit)
        {
            // Nothing is to come: what is held may stay where it is.
            _atEnd = true;
            return false;
        }

        var kept = _filled - _next;
        MakeRoom(kept);
        var wanted = (int)Math.Min(Math.Min(_buffer!.Length - 1, MaxLineBytes) - kept, Math.Max(0, _limit - _bufferOffset - kept));
        var read = wanted > 0 ? _file.ReadOrThrow(_buffer.AsSpan(kept, wanted), _bufferOffset + kept) : 0;
        _filled = kept + read;
        _atEnd = read == 0;
        if (_atEnd || _filled < MaxLineBytes || _buffer.AsSpan(0, _filled).Contains((byte)'\n'))
        {
            return !_atEnd;
        }

        return SkipLine(out line);
    }

    private void MakeRoom(int kept)
    {
        var buffer = _buffer;
        var wanted = _chunkBytes;
        if (buffer is not null && kept >= buffer.Length / 2)
        {
            wanted = Math.Min(2 * buffer.Length, WindowBytes);
        }

        // A chunk that grew for one line goes back after it.
        if (buffer is null || wanted > buffer.Length || (buffer.Length > MaxChunkBytes && kept < _chunkBytes / 2))
        {
            _buffer = ArrayPool<byte>.Shared.Rent(wanted);
        }

        buffer.AsSpan(_next, kept).CopyTo(_buffer);
        if (buffer is not null && !ReferenceEquals(buffer, _buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _bufferOffset += _next;
        _next = 0;
        _filled = kept;
    }

    // The bytes held have no LF: passes over the rest of the line. False: reported, or nothing is left to read.
    private bool SkipLine(out Line line)
    {
        var start = _bufferOffset;
        line = new Line { Offset = start, TimestampMs = Line.NoTimestamp, Ordinal = Line.NoOrdinal };
        while (true)
        {
            _bufferOffset += _filled;
            var wanted = (int)Math.Min(MaxChunkBytes, Math.Max(0, _limit - _bufferOffset));
            _filled = wanted > 0 ? _file.ReadOrThrow(_buffer.AsSpan(0, wanted), _bufferOffset) : 0;
            if (_filled == 0)
            {
                _atEnd = true;
                return false;
            }

            var end = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
            if (end >= 0)
            {
                BadReason = BadLineReason.TooLong;
                BadLength = _bufferOffset + end - start;
                MoveTo(end + 1);
                return false;
            }
        }
    }
}
