using System;
using System.Threading;

namespace ThreadStore.Log;

/// <summary>One thread's writer. The caller holds the thread's gate for every member but <see cref="Sync"/>, and the writer lock for its whole life.</summary>
/// <remarks>
/// A position is the file's end after a line. Lines are laid out first and then written by one write, so an append call is all or nothing while the process
/// lives. When a write fails, the file is cut back to where it began, provided that its length shows that only our bytes came after; otherwise the log is
/// faulted until <see cref="Resynchronise"/> or a re-open has read what is there.
/// What an append costs: no allocation and no system call beside its write.
/// </remarks>
internal sealed partial class ThreadLog : IDisposable
{
    private readonly LogHome _home;
    private readonly string _fullPath;
    private ILogFile? _file;        // null: nothing was ever written, and no file exists
    private long _writtenEnd;       // the gate writes, a sync reads: Volatile
    private long _verifiedEnd;      // a line start at which the file's length was seen to agree with ours
    private int _faultErrno;
    private bool _writeFaulted;

    private ThreadLog(LogHome home, ThreadId id, RolloutPath path, HistoryMode mode)
    {
        _home = home;
        _fullPath = home.Layout.FullPath(path);
        Id = id;
        Path = path;
        Mode = mode;
    }

    internal ThreadId Id { get; }

    internal RolloutPath Path { get; }

    /// <summary>Reads bytes of the file by its descriptor; false when it has none, was closed meanwhile, or does not hold them. Any thread.</summary>
    internal bool TryRead(Span<byte> destination, long offset)
    {
        try
        {
            return Volatile.Read(ref _file)?.ReadAt(destination, offset, out _) == destination.Length;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The file's length now, by its descriptor; -1 when it has none, was closed meanwhile, or was removed. Any thread.</summary>
    internal long GetLength()
    {
        try
        {
            return Volatile.Read(ref _file)?.GetNamedLength(out _) ?? -1;
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    internal HistoryMode Mode { get; }

    /// <summary>The end of the lines that are in the file.</summary>
    internal long WrittenEnd => Volatile.Read(ref _writtenEnd);

    /// <summary>The end of the accepted lines, buffered ones included.</summary>
    internal long AcceptedEnd => _writtenEnd + _buffered;

    /// <summary>The ordinal that the next line gets; meaningless in a legacy thread.</summary>
    internal long NextOrdinal { get; private set; }

    /// <summary>The newest time that a line of ours or the last line before us carries: no later line should carry an older one.</summary>
    internal long LastTimestampMs { get; private set; }

    /// <summary>Nothing is written until <see cref="Resynchronise"/> or a re-open has seen what the file holds.</summary>
    internal bool IsFaulted => _writeFaulted || IsSyncFaulted;

    /// <summary>The log of a new thread. No file appears before the first write.</summary>
    /// <remarks>Whether the id has a rollout already is the caller's to know: looking through a whole home is too dear for each new thread.</remarks>
    internal static ThreadLog Create(LogHome home, ThreadId id, HistoryMode mode, DateTimeOffset createdAt) =>
        new(home, id, home.Layout.NewPath(id, createdAt), mode);

    /// <summary>Closes the file. Buffered lines that were not drained are dropped: <see cref="BufferedLines"/> says how many.</summary>
    public void Dispose()
    {
        CloseSync();
        CancelAppend();
        ReturnBlock();
        _file?.Dispose();
    }

    /// <summary>Compares the file's length with the lines we know of: how foreign lines are noticed.</summary>
    internal LengthCheck CompareLength()
    {
        if (_file is null)
        {
            return LengthCheck.Same;
        }

        var length = _file.GetLength(out _);
        if (length < 0)
        {
            return LengthCheck.Failed;
        }

        if (length < _writtenEnd)
        {
            Fault(0);
            return LengthCheck.Shrunk;
        }

        if (length > _writtenEnd)
        {
            return LengthCheck.Grown;
        }

        if (!IsFaulted)
        {
            _verifiedEnd = length;
        }

        return LengthCheck.Same;
    }

    private void Fault(int errno)
    {
        _writeFaulted = true;
        _faultErrno = errno;
    }
}
