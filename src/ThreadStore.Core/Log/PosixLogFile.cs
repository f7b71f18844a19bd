using System;
using System.Runtime.InteropServices;

namespace ThreadStore.Log;

/// <summary>A rollout file on the real disk.</summary>
internal sealed unsafe class PosixLogFile : ILogFile
{
    private readonly LogHandle _handle;

    internal PosixLogFile(LogHandle handle) => _handle = handle;

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes, out int errno)
    {
        // SAFETY: the pointer is used by this one call, within the span's length.
        fixed (byte* first = bytes)
        {
            return Count(Libc.write(_handle, first, (nuint)bytes.Length), out errno);
        }
    }

    /// <inheritdoc/>
    public int ReadAt(Span<byte> destination, long offset, out int errno)
    {
        // SAFETY: the pointer is used by this one call, within the span's length.
        fixed (byte* first = destination)
        {
            return Count(Libc.pread(_handle, first, (nuint)destination.Length, offset), out errno);
        }
    }

    /// <inheritdoc/>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset, out int errno)
    {
        // SAFETY: the pointer is used by this one call, within the span's length.
        fixed (byte* first = bytes)
        {
            return Count(Libc.pwrite(_handle, first, (nuint)bytes.Length, offset), out errno);
        }
    }

    /// <inheritdoc/>
    public long GetLength(out int errno)
    {
        errno = Libc.Stat(_handle, out var stat);
        return errno == 0 ? stat.Length : -1;
    }

    /// <inheritdoc/>
    public long GetNamedLength(out int errno)
    {
        errno = Libc.Stat(_handle, out var stat);
        errno = errno == 0 && stat.LinkCount == 0 ? Libc.ENOENT : errno;
        return errno == 0 ? stat.Length : -1;
    }

    /// <inheritdoc/>
    public int Truncate(long length) => Libc.Errno(Libc.ftruncate(_handle, length));

    /// <inheritdoc/>
    public int DataSync() => Libc.Errno(Libc.fdatasync(_handle));

    /// <inheritdoc/>
    public ILogFile? OpenRewriter(out int errno)
    {
        // By the descriptor, not by the path: the file may have been renamed since.
        var handle = LogHandle.Open($"/proc/self/fd/{_handle.DangerousGetHandle()}", Libc.O_RDWR, 0, out errno);
        return handle is null ? null : new PosixLogFile(handle);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static int Count(nint result, out int errno)
    {
        errno = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return (int)result;
    }
}
