using System;
using System.Buffers;
using System.Collections.Generic;
using ThreadStore.Items;

namespace ThreadStore.Log;

/// <summary>Reads a rollout from an offset towards its start, newest line first, in bounded memory.</summary>
/// <remarks>
/// The window holds the unread bytes just before <see cref="Position"/> and is extended towards the start of the file; it grows only for a line that does not
/// fit. What it returns is exactly what <see cref="RolloutReader"/> returns, in the other order. The file stays the caller's.
/// </remarks>
internal sealed class BackwardRolloutReader : IDisposable
{
    private readonly ILogFile _file;
    private readonly List<int> _glued = [];     // starts of the objects on the current line that are still to be returned

    private byte[]? _buffer;
    private long _windowOffset;     // of the buffer's first byte
    private int _unread;            // bytes of the window that are not returned yet
    private int _lineStart;
    private int _lineEnd;           // after the LF of the current line
    private int _textEnd;           // of several objects on it the end of the last

    /// <summary>
    /// Reads the lines before an offset. At the end of the file an unterminated line is passed over; elsewhere an offset within a line, as
    /// <see cref="Position"/> or a line's own offset may be, counts as that line's end.
    /// </summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal BackwardRolloutReader(ILogFile file, long end = long.MaxValue)
    {
        _file = file;
        var length = file.GetLengthOrThrow();
        _windowOffset = end < length ? end : RolloutTail.LastLineEnd(file, 0, length);
        Position = _windowOffset;
    }

    /// <summary>Why the last read was bad.</summary>
    internal BadLineReason BadReason { get; private set; }

    /// <summary>The length of the last bad range: <see cref="Line.Text"/> is empty for one that is too long to be held.</summary>
    internal long BadLength { get; private set; }

    /// <summary>A reader that starts here continues where this one stands.</summary>
    internal long Position { get; private set; }

    /// <summary>Reads the line before the last one. Its spans are valid until the next read.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal LineStatus Read(out Line line)
    {
        while (true)
        {
            if (_glued.Count > 0)
            {
                return ReadGlued(out line);
            }

            if (!FindLine(out line))
            {
                return BadReason == BadLineReason.TooLong ? LineStatus.Bad : LineStatus.End;
            }

            var status = ReadLine(out line);
            if (status != LineStatus.End)
            {
                return status;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _unread = 0;
            _glued.Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Almost every line holds one object: it is read once. End: a blank line.
    private LineStatus ReadLine(out Line line)
    {
        _unread = _lineStart;
        Position = _windowOffset + _lineStart;
        var reader = new LineReader(_buffer.AsSpan(_lineStart, _lineEnd - _lineStart), Position);
        var status = reader.Read(out line);
        if (status == LineStatus.End)
        {
            return status;
        }

        SetBad(status, reader.BadReason, line);
        if (reader.Read(out var second) == LineStatus.End)
        {
            return status;
        }

        _glued.Add((int)(line.Offset - _windowOffset));
        do
        {
            _glued.Add((int)(second.Offset - _windowOffset));
            _textEnd = _glued[^1] + second.Text.Length;
        }
        while (reader.Read(out second) != LineStatus.End);

        return ReadGlued(out line);
    }

    private LineStatus ReadGlued(out Line line)
    {
        var start = _glued[^1];
        _glued.RemoveAt(_glued.Count - 1);
        Position = _windowOffset + (_glued.Count > 0 ? start : _lineStart);
        var end = _lineEnd - 1 - start;
        var reader = new LineReader(_buffer.AsSpan(start, _lineEnd - start), _windowOffset + start, new LineRest(_textEnd - start, end));
        var status = reader.Read(out line);
        SetBad(status, reader.BadReason, line);
        return status;
    }

    private void SetBad(LineStatus status, BadLineReason reason, in Line line)
    {
        BadReason = status == LineStatus.Bad ? reason : BadLineReason.None;
        BadLength = line.Text.Length;
    }

    // Finds the borders of the line before the unread end. False at the start of the file, and when a line was skipped because it is too long.
    private bool FindLine(out Line line)
    {
        line = default;
        BadReason = BadLineReason.None;
        while (true)
        {
            var before = _unread > 0 ? _buffer.AsSpan(0, _unread - 1).LastIndexOf((byte)'\n') : -1;
            if (before >= 0 || (_windowOffset == 0 && _unread > 0))
            {
                _lineStart = before + 1;
                _lineEnd = Terminate(_unread);
                return true;
            }

            if (_windowOffset == 0)
            {
                return false;
            }

            if (_unread > RolloutReader.MaxLineBytes)
            {
                SkipLine(out line);
                return false;
            }

            Extend();
        }
    }

    private int Terminate(int end)
    {
        if (_buffer![end - 1] == '\n')
        {
            return end;
        }

        // There is room: one byte of the window is kept free.
        _buffer[end] = (byte)'\n';
        return end + 1;
    }

    // Each step at least doubles what is held of a long line, so that it is not searched again and again.
    private void Extend()
    {
        var kept = _unread;
        var wanted = (int)Math.Min(Math.Min(Math.Max(RolloutReader.MinChunkBytes - 1, kept), RolloutReader.MaxLineBytes + 1 - kept), _windowOffset);
        var old = _buffer;
        var needed = kept + wanted + 1;
        if (old is null || old.Length < needed || (old.Length > RolloutReader.MaxChunkBytes && needed <= RolloutReader.MinChunkBytes))
        {
            _buffer = ArrayPool<byte>.Shared.Rent(needed);
        }

        old.AsSpan(0, kept).CopyTo(_buffer.AsSpan(wanted));
        if (old is not null && !ReferenceEquals(old, _buffer))
        {
            ArrayPool<byte>.Shared.Return(old);
        }

        _windowOffset -= wanted;
        _unread = kept + wanted;
        if (_file.ReadOrThrow(_buffer.AsSpan(0, wanted), _windowOffset) < wanted)
        {
            throw LogFault.Reading(0);
        }
    }

    private void SkipLine(out Line line)
    {
        var end = _windowOffset + _unread;
        var start = RolloutTail.LastLineEnd(_file, 0, _windowOffset);
        line = new Line { Offset = start, TimestampMs = Line.NoTimestamp, Ordinal = Line.NoOrdinal };
        BadReason = BadLineReason.TooLong;
        BadLength = end - start - 1;
        _windowOffset = Position = start;
        _unread = 0;
    }
}
