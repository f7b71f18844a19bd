using System;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore;

/// <summary>Streams a thread's history, forward or backward, in bounded memory. Bad lines are skipped and counted.</summary>
/// <remarks>Used by one thread at a time. A line that is not covered by a completed append may still be withdrawn.</remarks>
public sealed class HistoryReader : IDisposable
{
    private readonly ILogFile _file;
    private readonly RolloutReader? _forward;
    private readonly BackwardRolloutReader? _backward;

    private HistoryReader(ILogFile file, RolloutReader? forward, BackwardRolloutReader? backward)
    {
        _file = file;
        _forward = forward;
        _backward = backward;
    }

    /// <summary>The bad lines that were skipped so far.</summary>
    public long BadLines { get; private set; }

    /// <summary>Where a later reader of the same direction continues.</summary>
    public long Position => _forward?.Consumed ?? _backward!.Position;

    /// <summary>Opens a rollout file wherever it lies, without a store: it is only read.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="start">Where to start, and which way to go.</param>
    /// <exception cref="InvalidRequestException">There is no such file, or it is a directory or a link.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public static HistoryReader Open(string path, HistoryStart start = HistoryStart.Beginning)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = PosixLogDevice.Instance.Open(System.IO.Path.GetFullPath(path), LogAccess.Read, out var errno);
        return file is null ? throw new InvalidRequestException($"{path} cannot be read: {LogFault.Text(errno)}") : Open(file, start);
    }

    internal static HistoryReader Open(LogHome home, RolloutPath path, HistoryStart start) => Open(home.OpenRead(path), start);

    private static HistoryReader Open(ILogFile file, HistoryStart start) => start switch
    {
        HistoryStart.LastCompaction => FromLastCompaction(file),
        HistoryStart.End => Backward(file),
        _ => Forward(file),
    };

    /// <summary>Oldest line first, from a line start to the limit. The reader owns the file from now on.</summary>
    internal static HistoryReader Forward(ILogFile file, long from = 0, long limit = long.MaxValue) => new(file, new RolloutReader(file, from, limit), null);

    /// <summary>Newest line first, from an offset (by default the end) to the start. The reader owns the file from now on.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static HistoryReader Backward(ILogFile file, long end = long.MaxValue) => new(file, null, new BackwardRolloutReader(file, end));

    /// <summary>Oldest line first, from the newest <c>compacted</c> line, or from the start when there is none. The reader owns the file from now on.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static HistoryReader FromLastCompaction(ILogFile file, long limit = long.MaxValue) => Forward(file, FindLastCompaction(file, limit), limit);

    /// <summary>Reads the next line; false at the end.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public bool Read(out HistoryLine line)
    {
        while (true)
        {
            var status = _forward is null ? _backward!.Read(out var read) : _forward.Read(out read);
            line = new HistoryLine { Line = read };
            if (status != LineStatus.Bad)
            {
                return status == LineStatus.Line;
            }

            BadLines++;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _forward?.Dispose();
        _backward?.Dispose();
        _file.Dispose();
    }

    private static long FindLastCompaction(ILogFile file, long limit)
    {
        using var reader = new BackwardRolloutReader(file, limit);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            if (status == LineStatus.Line && line.Kind == ItemKind.Compacted)
            {
                return line.Offset;
            }
        }

        return 0;
    }
}
