using System;
using System.Buffers;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Lifecycle;

/// <summary>Writes <c>session_index.jsonl</c>, the file of names that Codex keeps: a line is added, or all lines of a thread are taken out.</summary>
/// <remarks>
/// Stores take the coordination lock of the lock folder meanwhile, so that none of them appends to a file that another is replacing. Codex
/// does not: what it appends to the old file while that is being replaced is carried over, as far as it is there when the old file is
/// looked at once more after the replacement.
/// </remarks>
internal static class SessionIndexFile
{
    private const int BlockBytes = 1 << 20;
    private const int MaxRounds = 16;

    private static ReadOnlySpan<byte> LineFeed => "\n"u8;

    /// <summary>Adds a line, in one write; false when that failed.</summary>
    internal static bool TryAppend(LogHome home, LockFolder locks, ReadOnlySpan<byte> line)
    {
        using var coordination = locks.TryCoordinate(out _);
        if (coordination is null)
        {
            return false;
        }

        var path = PathIn(home);
        using var file = home.Device.Open(path, LogAccess.Append, out var errno)
            ?? (errno == Libc.ENOENT ? home.Device.Open(path, LogAccess.Create, out errno) : null);
        if (file is null)
        {
            return false;
        }

        Span<byte> last = stackalloc byte[1];
        var length = file.GetLength(out _);
        var isTorn = length > 0 && file.ReadAll(last, length - 1, out var read) == 0 && read == 1 && last[0] != (byte)'\n';
        return file.WriteAll(isTorn ? [.. LineFeed, .. line] : line, out _) == 0;
    }

    /// <summary>How many lines name the thread.</summary>
    /// <exception cref="StorageFaultException">The file cannot be read.</exception>
    internal static int Count(LogHome home, ThreadId id)
    {
        using var file = OpenOrNull(home);
        return file is null ? 0 : Pass(file, 0, file.GetLengthOrThrow(), id, target: null, out _);
    }

    /// <summary>Takes all lines of the thread out, and leaves every other byte.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="ThreadBusyException">The coordination lock was not to be had in time.</exception>
    /// <exception cref="StorageFaultException">The file cannot be read or replaced; it is as it was.</exception>
    internal static int Remove(LogHome home, LockFolder locks, ThreadId id)
    {
        if (Count(home, id) == 0)
        {
            return 0;
        }

        using var coordination = locks.TryCoordinate(out var errno) ?? throw (errno == 0
            ? new ThreadBusyException(id, LockHolder.DescribeFolder(locks))
            : LogFault.Changing("lock", SessionIndexNames.FileName, errno));
        using var source = OpenOrNull(home);
        return source is null ? 0 : Replace(home, source, id);
    }

    private static int Replace(LogHome home, ILogFile source, ThreadId id)
    {
        var path = PathIn(home);
        var temporary = $"{path}.{id}.tmp";
        _ = home.Device.Delete(temporary);
        try
        {
            using var target = home.Device.Open(temporary, LogAccess.Create, out var errno);
            Check(target is null ? errno : 0);
            var removed = 0;
            var at = 0L;
            for (var round = 0; round < MaxRounds && source.GetLengthOrThrow() is var length && length > at; round++)
            {
                removed += Pass(source, at, length, id, target, out at);
            }

            // 1. The new file is on disk. 2. It takes the place. 3. What came to the old one in between comes after it.
            Check(target!.DataSyncAll());
            Check(home.Device.Rename(temporary, path));
            if (source.GetLengthOrThrow() is var late && late > at)
            {
                removed += Pass(source, at, late, id, target, out _);
            }

            Check(home.Device.SyncDirectory(home.Directory));
            return removed;
        }
        catch
        {
            _ = home.Device.Delete(temporary);
            throw;
        }
    }

    // Counts the lines of the thread in a range and copies the others; a rest without an LF is copied as it is. Gives the range's end as it
    // was read.
    private static int Pass(ILogFile source, long from, long end, ThreadId id, ILogFile? target, out long at)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var removed = 0;
        at = from;
        try
        {
            while (at < end)
            {
                var bytes = block.AsSpan(0, (int)Math.Min(block.Length, end - at));
                bytes = bytes[..source.ReadOrThrow(bytes, at)];
                if (bytes.IsEmpty)
                {
                    break;
                }

                var lines = bytes[..(bytes.LastIndexOf((byte)'\n') + 1)];
                removed += PassLines(lines, id, target);

                // No line of names is as long as a block: a piece without an LF is somebody's noise, or the end.
                var isRest = lines.IsEmpty || at + bytes.Length == end;
                if (isRest)
                {
                    Write(target, bytes[lines.Length..]);
                }

                at += isRest ? bytes.Length : lines.Length;
            }

            return removed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static int PassLines(ReadOnlySpan<byte> lines, ThreadId id, ILogFile? target)
    {
        var removed = 0;
        var kept = 0;
        for (var start = 0; start < lines.Length;)
        {
            var end = start + lines[start..].IndexOf((byte)'\n') + 1;
            if (SessionIndexLine.TryParse(lines[start..(end - 1)], out var named, out _, out _) && named == id)
            {
                Write(target, lines[kept..start]);
                kept = end;
                removed++;
            }

            start = end;
        }

        Write(target, lines[kept..]);
        return removed;
    }

    private static void Write(ILogFile? target, ReadOnlySpan<byte> bytes)
    {
        if (target is not null && !bytes.IsEmpty)
        {
            Check(target.WriteAll(bytes, out _));
        }
    }

    private static ILogFile? OpenOrNull(LogHome home)
    {
        var file = home.Device.Open(PathIn(home), LogAccess.Read, out var errno);
        return file is not null || errno == Libc.ENOENT ? file : throw LogFault.Changing("read", SessionIndexNames.FileName, errno);
    }

    private static void Check(int errno)
    {
        if (errno != 0)
        {
            throw LogFault.Changing("replace", SessionIndexNames.FileName, errno);
        }
    }

    private static string PathIn(LogHome home) => $"{home.Directory}/{SessionIndexNames.FileName}";
}
