using System;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>Streams a thread's history, forward or backward, in bounded memory. Bad lines are skipped and counted.</summary>
/// <remarks>
/// Used by one thread at a time. Of a fork by reference it also streams the lines that the fork continues, from its ancestors' logs.
/// What is read is what the log held when the reader was opened; a line that is not covered by a completed append may still be withdrawn.
/// </remarks>
public sealed class HistoryReader : IDisposable
{
    private readonly LogChain _chain;
    private readonly bool _isBackward;
    private readonly long _end;

    private int _segment;           // the one being read
    private RolloutReader? _forward;
    private BackwardRolloutReader? _backward;

    private HistoryReader(LogChain chain, int segment, long from, bool isBackward, long end = long.MaxValue)
    {
        _chain = chain;
        _segment = segment;
        _isBackward = isBackward;
        _end = end;
        if (isBackward)
        {
            _backward = new BackwardRolloutReader(chain.Segments[segment].File, Math.Min(from, chain.Segments[segment].End));
        }
        else
        {
            _forward = new RolloutReader(chain.Segments[segment].File, from, Limit(segment));
        }
    }

    /// <summary>The bad lines that were skipped so far.</summary>
    public long BadLines { get; private set; }

    /// <summary>What is missing of a fork's ancestors, whose lines are then not read; null when nothing is.</summary>
    public HistoryGap? Gap => _chain.Gap;

    /// <summary>Where a later reader of the same direction continues.</summary>
    public Position Position => new(_chain.Segments[_segment].Log, _forward?.Consumed ?? _backward!.Position);

    /// <summary>Opens a rollout file wherever it lies, without a store: it is only read, and of a fork by reference nothing but its own lines.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="start">Where to start, and which way to go.</param>
    /// <exception cref="InvalidRequestException">There is no such file, or it is a directory or a link.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public static HistoryReader Open(string path, HistoryStart start = HistoryStart.Beginning)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        var file = PosixLogDevice.Instance.Open(full, LogAccess.Read, out var errno);
        var log = RolloutPath.TryParseName(System.IO.Path.GetFileName(full.AsSpan()), out var id, out _) ? id : default;
        return file is null ? throw new InvalidRequestException($"{path} cannot be read: {LogFault.Text(errno)}") : Open(LogChain.OfOne(log, file), start);
    }

    /// <summary>Reads a chain, which the reader owns from now on.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static HistoryReader Open(LogChain chain, HistoryStart start)
    {
        try
        {
            if (start == HistoryStart.End)
            {
                return new HistoryReader(chain, chain.Segments.Count - 1, long.MaxValue, isBackward: true);
            }

            var segment = 0;
            var from = start == HistoryStart.LastCompaction ? FindLastCompaction(chain, out segment) : 0;
            return new HistoryReader(chain, segment, from, isBackward: false);
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>Oldest line first, from a line start in one of the chain's logs to an offset in the same log, or to the end of all.</summary>
    internal static HistoryReader Forward(LogChain chain, int segment, long from, long end = long.MaxValue) =>
        new(chain, segment, from, isBackward: false, end);

    /// <summary>Newest line first, from an offset in one of the chain's logs to the start of all.</summary>
    internal static HistoryReader Backward(LogChain chain, int segment, long from) => new(chain, segment, from, isBackward: true);

    /// <summary>Reads the next line; false at the end.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public bool Read(out HistoryLine line)
    {
        while (true)
        {
            var status = _forward is null ? _backward!.Read(out var read) : _forward.Read(out read);
            line = new HistoryLine { Line = read, Log = _chain.Segments[_segment].Log };
            if (status == LineStatus.Line)
            {
                return true;
            }

            if (status == LineStatus.Bad)
            {
                BadLines++;
            }
            else if (!MoveNext())
            {
                return false;
            }
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _forward?.Dispose();
        _backward?.Dispose();
        _chain.Dispose();
    }

    private bool MoveNext()
    {
        if (_isBackward)
        {
            if (_segment == 0)
            {
                return false;
            }

            _backward!.Dispose();
            _segment--;
            _backward = new BackwardRolloutReader(_chain.Segments[_segment].File, _chain.Segments[_segment].End);
            return true;
        }

        if (_segment == _chain.Segments.Count - 1 || _end != long.MaxValue)
        {
            return false;
        }

        _forward!.Dispose();
        _segment++;
        _forward = new RolloutReader(_chain.Segments[_segment].File, 0, Limit(_segment));
        return true;
    }

    private long Limit(int segment) => Math.Min(_end, _chain.Segments[segment].End);

    private static long FindLastCompaction(LogChain chain, out int segment)
    {
        for (segment = chain.Segments.Count - 1; segment >= 0; segment--)
        {
            using var reader = new BackwardRolloutReader(chain.Segments[segment].File, chain.Segments[segment].End);
            LineStatus status;
            while ((status = reader.Read(out var line)) != LineStatus.End)
            {
                if (status == LineStatus.Line && line.Kind == ItemKind.Compacted)
                {
                    return line.Offset;
                }
            }
        }

        segment = 0;
        return 0;
    }
}
