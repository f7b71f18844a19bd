using System;

namespace ThreadStore.Log;

/// <summary>Whole transfers over the single calls of an <see cref="ILogFile"/>: interrupted calls are repeated, short counts are continued.</summary>
internal static class LogFileCalls
{
    /// <summary>Appends all bytes; 0 or an errno. <paramref name="taken"/> says how many went in either way.</summary>
    internal static int WriteAll(this ILogFile file, ReadOnlySpan<byte> bytes, out int taken)
    {
        taken = 0;
        while (taken < bytes.Length)
        {
            var count = file.Write(bytes[taken..], out var errno);
            if (count > 0)
            {
                taken += count;
            }
            else if (count == 0 || errno != Libc.EINTR)
            {
                // A write of nothing without an error would go on for ever.
                return count == 0 ? Libc.EIO : errno;
            }
        }

        return 0;
    }

    /// <summary>Overwrites all bytes at an offset; 0 or an errno.</summary>
    internal static int WriteAllAt(this ILogFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var count = file.WriteAt(bytes, offset, out var errno);
            if (count > 0)
            {
                bytes = bytes[count..];
                offset += count;
            }
            else if (count == 0 || errno != Libc.EINTR)
            {
                return count == 0 ? Libc.EIO : errno;
            }
        }

        return 0;
    }

    /// <summary>Reads until the destination is full or the file ends; 0 or an errno.</summary>
    internal static int ReadAll(this ILogFile file, Span<byte> destination, long offset, out int read)
    {
        read = 0;
        while (read < destination.Length)
        {
            var count = file.ReadAt(destination[read..], offset + read, out var errno);
            if (count > 0)
            {
                read += count;
            }
            else if (count == 0)
            {
                return 0;
            }
            else if (errno != Libc.EINTR)
            {
                return errno;
            }
        }

        return 0;
    }

    /// <summary>As <see cref="ILogFile.DataSync"/>, repeated when it was interrupted.</summary>
    internal static int DataSyncAll(this ILogFile file)
    {
        int errno;
        do
        {
            errno = file.DataSync();
        }
        while (errno == Libc.EINTR);

        return errno;
    }

    /// <summary>As <see cref="ILogFile.Truncate"/>, repeated when it was interrupted.</summary>
    internal static int TruncateAll(this ILogFile file, long length)
    {
        int errno;
        do
        {
            errno = file.Truncate(length);
        }
        while (errno == Libc.EINTR);

        return errno;
    }

    /// <summary>Reads until the destination is full or the file ends, and returns the count.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static int ReadOrThrow(this ILogFile file, Span<byte> destination, long offset)
    {
        var errno = file.ReadAll(destination, offset, out var read);
        return errno == 0 ? read : throw LogFault.Reading(errno);
    }

    /// <summary>The length now.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static long GetLengthOrThrow(this ILogFile file)
    {
        var length = file.GetLength(out var errno);
        return length >= 0 ? length : throw LogFault.Reading(errno);
    }
}
