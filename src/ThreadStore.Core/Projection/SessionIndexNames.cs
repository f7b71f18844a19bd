using System;
using System.Buffers;
using System.IO;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>Codex's file of thread names, <c>session_index.jsonl</c>: append-only, the newest line of an id wins.</summary>
/// <remarks>Read on the projector's thread, from the mark that is kept in the index and moves with the names in one transaction.</remarks>
internal sealed class SessionIndexNames
{
    internal const string FileName = "session_index.jsonl";
    private const int BlockBytes = 1 << 20;

    private readonly LogHome _home;
    private readonly string _path;
    private long _seenLength = -1;
    private bool _isDoubtful;

    internal SessionIndexNames(LogHome home)
    {
        _home = home;
        _path = Path.Combine(home.Directory, FileName);
    }

    /// <summary>True when the file's length is another one than at the last look; a file that is gone has none.</summary>
    /// <param name="rows">Whether there is anything to forget when the file is gone.</param>
    internal bool HasChanged(IRowStateReader rows)
    {
        var length = _home.Device.GetLength(_path, out var errno);
        length = errno == Libc.ENOENT ? 0 : length;
        var hasChanged = length != _seenLength && length >= 0 && (length > 0 || rows.HasSessionNames());
        _seenLength = length;
        return hasChanged;
    }

    /// <summary>What was seen could not be taken in: look again.</summary>
    internal void Forget() => _seenLength = -1;

    /// <summary>What was taken in may not be what the file holds any more: it is taken in anew.</summary>
    internal void Doubt() => Volatile.Write(ref _isDoubtful, true);

    /// <summary>Takes new complete lines in, inside the transaction under way.</summary>
    /// <exception cref="StorageFaultException">The file cannot be read: nothing of the block under way is taken in.</exception>
    internal ApplyOutcome Apply(IIndexWriter index)
    {
        using var file = _home.Device.Open(_path, LogAccess.Read, out var errno);
        if (file is null)
        {
            if (errno is not Libc.ENOENT)
            {
                throw LogFault.Reading(errno);
            }

            // A file that is gone names nobody any more.
            return index.TryReadSessionIndexMark(out _) ? index.ClearSessionNames() : ApplyOutcome.Applied;
        }

        var length = file.GetLengthOrThrow();
        var hasMark = index.TryReadSessionIndexMark(out var mark);
        var isOther = hasMark && (Volatile.Read(ref _isDoubtful) || !LogHashes.Match(file, length, mark));
        var outcome = Read(index, file, hasMark && !isOther ? mark.Offset : 0, length, isOther);
        if (outcome is ApplyOutcome.Applied)
        {
            Volatile.Write(ref _isDoubtful, false);
        }

        return outcome;
    }

    private static ApplyOutcome Read(IIndexWriter index, ILogFile file, long from, long length, bool mustClear)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var at = from;
            while (at < length)
            {
                var read = file.ReadOrThrow(block.AsSpan(0, (int)Math.Min(block.Length, length - at)), at);
                var end = block.AsSpan(0, read).LastIndexOf((byte)'\n');
                if (end < 0)
                {
                    break;
                }

                // Everything is read before anything is applied: what else is in the transaction commits although this step fails, and
                // names without the mark that goes with them would outlive their lines.
                var next = at + end + 1;
                var mark = new FileMark(next, LogHashes.Head(file, next), LogHashes.Tail(file, next));
                var outcome = ApplyBlock(index, block.AsSpan(0, end), at, mark, mustClear);
                if (outcome is not ApplyOutcome.Applied)
                {
                    return outcome;
                }

                mustClear = false;
                at = next;
            }

            return mustClear ? index.ClearSessionNames() : ApplyOutcome.Applied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // All of it or nothing: where a name cannot be stored, the transaction is given up.
    private static ApplyOutcome ApplyBlock(IIndexWriter index, ReadOnlySpan<byte> lines, long from, in FileMark mark, bool mustClear)
    {
        var outcome = mustClear ? index.ClearSessionNames() : ApplyOutcome.Applied;
        outcome = outcome is ApplyOutcome.Applied ? ApplyLines(index, lines) : outcome;
        outcome = outcome is ApplyOutcome.Applied ? index.AdvanceSessionIndexMark(from, mark) : outcome;
        return outcome is ApplyOutcome.Failed ? ApplyOutcome.TransactionGone : outcome;
    }

    private static ApplyOutcome ApplyLines(IIndexWriter index, ReadOnlySpan<byte> lines)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            // A line that is none of that is skipped, as Codex does.
            if (SessionIndexLine.TryParse(lines[range], out var id, out var name, out var updatedAtMs) && name is not null)
            {
                var outcome = index.ApplySessionName(id, name, updatedAtMs);
                if (outcome is not ApplyOutcome.Applied)
                {
                    return outcome;
                }
            }
        }

        return ApplyOutcome.Applied;
    }
}
