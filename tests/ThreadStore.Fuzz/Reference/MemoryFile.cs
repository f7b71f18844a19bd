using System;
using ThreadStore.Log;

namespace ThreadStore.Fuzz.Reference;

/// <summary>A file in memory that is only read, and that gives as many bytes at a time as it is told to.</summary>
internal sealed class MemoryFile(byte[] bytes, int mostPerRead) : ILogFile
{
    public int ReadAt(Span<byte> destination, long offset, out int errno)
    {
        errno = 0;
        var count = (int)Math.Clamp(bytes.Length - offset, 0, Math.Min(destination.Length, mostPerRead));
        bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(destination);
        return count;
    }

    public long GetLength(out int errno)
    {
        errno = 0;
        return bytes.Length;
    }

    public long GetNamedLength(out int errno) => GetLength(out errno);

    public int Write(ReadOnlySpan<byte> data, out int errno) => throw new NotSupportedException();

    public int WriteAt(ReadOnlySpan<byte> data, long offset, out int errno) => throw new NotSupportedException();

    public int Truncate(long length) => throw new NotSupportedException();

    public int DataSync() => throw new NotSupportedException();

    public ILogFile? OpenRewriter(out int errno) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
