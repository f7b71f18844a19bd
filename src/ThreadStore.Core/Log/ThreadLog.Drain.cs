using System;
using System.Threading;
using ThreadStore.Buffers;

namespace ThreadStore.Log;

/// <content>The write, its undoing, and the bytes that may be observed after it.</content>
internal sealed partial class ThreadLog
{
    private byte[]? _lastWritten;
    private int _lastWrittenBytes;
    private bool _isDoubtful;       // an unknown part of the buffered lines went in before a fault

    /// <summary>
    /// The complete lines that the last successful <see cref="CommitAppend"/> or <see cref="Drain"/> put into the file. Valid until the next call on this log,
    /// and only as long as the calling thread uses no other log.
    /// </summary>
    internal ReadOnlySpan<byte> LastWritten => _lastWritten is null ? default : _lastWritten.AsSpan(0, _lastWrittenBytes);

    /// <summary>Where <see cref="LastWritten"/> starts in the file.</summary>
    internal long LastWrittenOffset { get; private set; }

    /// <summary>Gives back what an unusually large call holds, once its lines have been observed; <see cref="LastWritten"/> is empty from then on.</summary>
    internal void ReleaseWritten()
    {
        _lastWritten = null;
        ThreadScratch.Trim();
    }

    /// <summary>Writes the buffered lines. On failure they stay, in their order.</summary>
    internal LogStatus Drain()
    {
        _lastWritten = null;
        if (_buffered == 0)
        {
            return LogStatus.Success;
        }

        // By way of the scratch: the block is free for others at once, while its lines are still being observed.
        return IsFaulted ? LogStatus.Unknown(_faultErrno) : WriteOut(TakeScratch(_buffered), _buffered);
    }

    private LogStatus WriteOut(byte[] bytes, int count)
    {
        if (_file is null)
        {
            var opened = Materialise();
            if (opened != 0)
            {
                return LogStatus.NotAccepted(opened);
            }
        }

        var errno = _file!.WriteAll(bytes.AsSpan(0, count), out var taken);
        if (errno != 0)
        {
            return TakeBack(taken, errno);
        }

        _lastWritten = bytes;
        _lastWrittenBytes = count;
        LastWrittenOffset = _writtenEnd;
        Volatile.Write(ref _writtenEnd, _writtenEnd + count);
        if (_buffered > 0)
        {
            _buffered = 0;
            BufferedLines = 0;
            ReturnBlock();
        }

        return LogStatus.Success;
    }

    private int Materialise()
    {
        var errno = Path.IsExternal ? 0 : _home.CreateDirectories(_fullPath);
        if (errno == 0)
        {
            _file = _home.OpenRollout(Path, LogAccess.Create, out errno);
        }

        return errno;
    }

    // Foreign bytes may lie behind ours: only a length that says otherwise allows the cut.
    private LogStatus TakeBack(int taken, int errno)
    {
        var file = _file!;
        var isOurs = file.GetLength(out _) == _writtenEnd + taken;
        if (isOurs && (taken == 0 || (file.TruncateAll(_writtenEnd) == 0 && file.GetLength(out _) == _writtenEnd)))
        {
            DeleteIfEmpty();
            return LogStatus.NotAccepted(errno);
        }

        _isDoubtful = _buffered > 0;
        Fault(errno);
        return LogStatus.Unknown(errno);
    }
}
