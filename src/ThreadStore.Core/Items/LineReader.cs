using System;

namespace ThreadStore.Items;

/// <summary>
/// Splits bytes that begin at a line start into lines: the one reader for live, catch-up, rebuild, history and search.
/// </summary>
/// <remarks>
/// The structure is read, not the payload: of a line of the usual shape payload and metadata are skipped, so that their inside may be no
/// JSON, but not where they end. Any other shape is read by a real JSON reader. No bytes whatever make it throw.
/// Blank lines and NULs around an object are passed over; several whole objects on one line are a line each; a fragment with an
/// object glued to it is one bad line; bytes after the last LF are never returned.
/// </remarks>
internal ref partial struct LineReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _fileOffset;

    private int _next;          // where the next line, or the next object of the current line, begins
    private int _lineEnd;       // the LF of the line that _next lies within; -1 when _next is a line start
    private int _textEnd;       // the blanks before that LF
    private int _consumed;

    /// <summary>Reads the bytes that lie in the file at that offset, which is a line start.</summary>
    public LineReader(ReadOnlySpan<byte> bytes, long fileOffset)
    {
        _bytes = bytes;
        _fileOffset = fileOffset;
        _lineEnd = -1;
    }

    /// <summary>Reads on behind an object of a line: who makes a reader per object must not look for the line's end once per object.</summary>
    public LineReader(ReadOnlySpan<byte> bytes, long fileOffset, LineRest rest)
        : this(bytes, fileOffset)
    {
        if (rest.IsAny)
        {
            _lineEnd = rest.End;
            _textEnd = rest.TextEnd;
        }
    }

    /// <summary>Why the last read was <see cref="LineStatus.Bad"/>.</summary>
    public BadLineReason BadReason { get; private set; }

    /// <summary>
    /// The file offset just after the last complete line. Objects glued on one line move it together, with the last of them: who cuts
    /// a range cuts it where this has moved.
    /// </summary>
    public readonly long Consumed => _fileOffset + _consumed;

    /// <summary>Where the line ends that the last object stood on, if another stands behind it, counted from that one.</summary>
    public readonly LineRest Rest => _lineEnd < 0 ? default : new LineRest(_textEnd - _next, _lineEnd - _next);

    /// <summary>Reads the next line; when it is bad, its offset and text describe the bad range.</summary>
    public LineStatus Read(out Line line)
    {
        while (true)
        {
            var end = _lineEnd;
            if (end < 0)
            {
                var length = _bytes[_next..].IndexOf((byte)'\n');
                if (length < 0)
                {
                    line = default;
                    return LineStatus.End;
                }

                end = _next + length;
            }

            if (TryReadUsual(_bytes[_next..end], _fileOffset + _next, out line))
            {
                FinishLine(end);
                BadReason = BadLineReason.None;
                return LineStatus.Line;
            }

            if (TryReadUnusual(end, out line, out var reason))
            {
                BadReason = reason;
                return reason == BadLineReason.None ? LineStatus.Line : LineStatus.Bad;
            }
        }
    }

    private void FinishLine(int end)
    {
        _next = end + 1;
        _lineEnd = -1;
        _consumed = _next;
    }
}
