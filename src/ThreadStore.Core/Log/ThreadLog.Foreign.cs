using System;
using System.Threading;
using ThreadStore.Items;

namespace ThreadStore.Log;

/// <content>Lines that somebody else wrote, and what a fault left behind.</content>
internal sealed partial class ThreadLog
{
    /// <summary>
    /// Reads what the file holds beyond the lines we know of, repairs its tail, and takes its end and its numbers for ours. Ends a fault, unless the file has
    /// lost bytes. The caller reads the facts of the range from the file: nothing of it was observed.
    /// </summary>
    internal LogStatus Resynchronise()
    {
        _lastWritten = null;
        if (_file is null)
        {
            _writeFaulted = false;
            return LogStatus.Success;
        }

        var length = _file.GetLength(out var errno);
        if (length < 0 || length < _writtenEnd)
        {
            Fault(errno);
            return LogStatus.Unknown(_faultErrno);
        }

        try
        {
            errno = TailRepair.Run(_home, Id, _file, _verifiedEnd, out var end);
            if (errno != 0)
            {
                Fault(errno);
                return LogStatus.Unknown(errno);
            }

            Adopt(_file, end);
            DeleteIfEmpty();
        }
        catch (StorageFaultException fault)
        {
            Fault(fault.ErrorCode);
            return LogStatus.Unknown(fault.ErrorCode);
        }

        _writeFaulted = false;

        // As a re-open would: the bytes that could not be read back for a sync are still owed one, and no sync is acknowledged before they are written again.
        Volatile.Write(ref _syncFaulted, 0);
        return LogStatus.Success;
    }

    /// <summary>True when the file begins with a session_meta: after a fault, whether the first write went in.</summary>
    internal bool HasHead()
    {
        try
        {
            return _file is { } file && RolloutHead.Read(file, Path).Id == Id;
        }
        catch (ThreadStoreException)
        {
            return false;
        }
    }

    // A rollout without a line is an error to other readers: there was none before, either.
    private void DeleteIfEmpty()
    {
        // A call that reports an error may have done its work: what is written to a file without a name is lost.
        if (_writtenEnd == 0 && (_home.Device.Delete(_fullPath) == 0 || (_home.Device.GetLength(_fullPath, out var errno) < 0 && errno == Libc.ENOENT)))
        {
            _file!.Dispose();
            _file = null;
        }
    }

    // From the last agreed line start, as an unnoticed foreign line has shifted every end that we gave out since.
    private void Adopt(ILogFile file, long end)
    {
        var matched = 0;
        using (var reader = new RolloutReader(file, _verifiedEnd, end))
        {
            LineStatus status;
            while ((status = reader.Read(out var line)) != LineStatus.End)
            {
                if (status != LineStatus.Line)
                {
                    continue;
                }

                LastTimestampMs = Math.Max(LastTimestampMs, line.TimestampMs);
                if (Mode == HistoryMode.Paginated && line.Ordinal >= NextOrdinal)
                {
                    NextOrdinal = After(line.Ordinal);
                }

                if (_isDoubtful)
                {
                    matched += MatchBuffered(matched, line.Text);
                }
            }
        }

        DropBuffered(matched);
        _isDoubtful = false;
        _verifiedEnd = end;
        Volatile.Write(ref _writtenEnd, end);
    }

    // A write that failed half way has put a prefix of the buffered lines into the file: those must not be written again.
    private int MatchBuffered(int from, ReadOnlySpan<byte> text)
    {
        var rest = _block.AsSpan(from, _buffered - from);
        return rest.Length > text.Length && rest[text.Length] == '\n' && rest.StartsWith(text) ? text.Length + 1 : 0;
    }

    private void DropBuffered(int bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        var rest = _block.AsSpan(bytes, _buffered - bytes);
        BufferedLines = rest.Count((byte)'\n');
        _buffered = rest.Length;
        rest.CopyTo(_block);
        if (_buffered == 0)
        {
            ReturnBlock();
        }
    }
}
