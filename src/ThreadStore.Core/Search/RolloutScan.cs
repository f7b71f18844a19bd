using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Search;

/// <summary>Looks through rollouts, one after the other, for the lines that hold a term. One thread at a time.</summary>
/// <remarks>
/// 1. A chunk of raw bytes is scanned for the term's anchor; nothing else is read of most bytes.
/// 2. Where the anchor is, the term is compared; where an escape could spell one of its characters, anything is possible.
/// 3. The line around such a place is taken apart, and <see cref="LineSearch"/> decides. The scan goes on behind the line.
/// A chunk takes over from the one before what a spelling of the term can be long, so none is lost between two. A line that is not whole in its
/// chunk is read by itself. An unterminated line is nobody's yet.
/// </remarks>
internal sealed class RolloutScan : IDisposable
{
    /// <summary>How much is read at once: little enough for a core's cache.</summary>
    public const int ChunkBytes = 128 << 10;

    // Of a rollout that holds the term early no more should be read than that takes.
    private const int FirstChunkBytes = 48 << 10;

    private readonly SearchTerm _term;
    private readonly LineSearch _lines;
    private readonly JsonKernel _kernel;
    private readonly int _chunkBytes;
    private readonly int _overlap;
    private readonly Queue<RolloutHit> _found = [];     // of objects that are glued on one line

    private byte[]? _buffer;
    private ILogFile? _file;
    private int _next;              // in the buffer: scanned up to here
    private int _filled;
    private long _bufferOffset;
    private long _lineStart;        // of the line in which the buffer begins
    private bool _isAtEnd;

    public RolloutScan(SearchTerm term, int snippetRadius, JsonKernel kernel, int chunkBytes = ChunkBytes)
    {
        _term = term;
        _lines = new LineSearch(term, snippetRadius, kernel);
        _kernel = kernel;
        _overlap = term.MaxBytes + 1;
        _chunkBytes = chunkBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(chunkBytes + (2 * _overlap));
    }

    /// <summary>Bytes that were read so far, of all rollouts.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines that were longer than anybody reads, so far.</summary>
    public long TooLongLines { get; private set; }

    /// <summary>Turns to another rollout, which stays the caller's.</summary>
    public void Start(ILogFile file)
    {
        _file = file;
        _next = _filled = 0;
        _bufferOffset = _lineStart = 0;
        _isAtEnd = false;
        _found.Clear();
        _lines.Start();
    }

    /// <summary>Finds the next line that holds the term; false at the end.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException">It is enough.</exception>
    public bool Next(out RolloutHit hit, CancellationToken cancellationToken)
    {
        while (!_found.TryDequeue(out hit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = FindPlace();
            if (place >= 0)
            {
                ExamineLineAt(place);
            }
            else if (!Refill())
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A place in the buffer where the term seems to be; -1 when the next chunk is needed.
    private int FindPlace()
    {
        var bytes = _buffer.AsSpan(0, _filled);

        // What follows must be there, too, to be compared.
        var end = _isAtEnd ? _filled : _filled - _overlap;
        var anchor = _term.Anchor;
        for (var at = _next; at < end; at++)
        {
            at = AnchorScan.Find(bytes, at, end, anchor, _kernel);
            if (at < 0)
            {
                break;
            }

            if (bytes[at] == '\\' && _term.MayBeSpelledBy(bytes[at..]))
            {
                return at;
            }

            for (var start = Math.Max(0, at - anchor.MaxBefore); start <= at - anchor.MinBefore; start++)
            {
                if (_term.Match(bytes, start) >= 0)
                {
                    return at;
                }
            }
        }

        _next = Math.Max(_next, end);
        return -1;
    }

    private void ExamineLineAt(int place)
    {
        var bytes = _buffer.AsSpan(0, _filled);
        var before = bytes[..place].LastIndexOf((byte)'\n');
        var length = bytes[place..].IndexOf((byte)'\n');
        var start = before >= 0 ? _bufferOffset + before + 1 : _lineStart;
        if (length < 0 || start < _bufferOffset)
        {
            ExamineAlone(start);
            return;
        }

        var first = (int)(start - _bufferOffset);
        _next = place + length + 1;
        var reader = new LineReader(bytes[first.._next], start);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            Examine(status, line);
        }
    }

    // By a reader that holds the whole line.
    private void ExamineAlone(long start)
    {
        using var reader = new RolloutReader(_file!, start);
        LineStatus status;
        do
        {
            status = reader.Read(out var line);
            if (status == LineStatus.Bad && reader.BadReason == BadLineReason.TooLong)
            {
                TooLongLines++;
            }

            Examine(status, line);
        }
        while (status != LineStatus.End && reader.Consumed == start);

        if (status == LineStatus.End)
        {
            // Not terminated: there is nothing behind it.
            _next = _filled;
            _isAtEnd = true;
            return;
        }

        if (reader.Consumed - _bufferOffset is var next && next <= _filled)
        {
            _next = (int)next;
            return;
        }

        _bufferOffset = _lineStart = reader.Consumed;
        _next = _filled = 0;
        _isAtEnd = false;
    }

    private void Examine(LineStatus status, in Line line)
    {
        if (status == LineStatus.Line && _lines.TryFind(line, out var hit))
        {
            _found.Enqueue(hit);
        }
    }

    private bool Refill()
    {
        if (_isAtEnd)
        {
            return false;
        }

        var bytes = _buffer.AsSpan(0, _filled);
        var kept = Math.Max(0, _next - _overlap);
        var lineEnd = bytes[..kept].LastIndexOf((byte)'\n');
        if (lineEnd >= 0)
        {
            _lineStart = _bufferOffset + lineEnd + 1;
        }

        bytes[kept..].CopyTo(_buffer);
        _bufferOffset += kept;
        _next -= kept;
        _filled -= kept;
        var wanted = Math.Min(_bufferOffset + _filled == 0 ? Math.Min(_chunkBytes, FirstChunkBytes) : _chunkBytes, _buffer!.Length - _filled);
        var read = _file!.ReadOrThrow(_buffer.AsSpan(_filled, wanted), _bufferOffset + _filled);
        _filled += read;
        Bytes += read;
        _isAtEnd = read < wanted;
        return true;
    }
}
