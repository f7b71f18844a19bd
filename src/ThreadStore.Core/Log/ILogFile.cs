using System;

namespace ThreadStore.Log;

/// <summary>One open rollout file. Each member is one system call and reports its errno; what a short count or an error means is decided above this seam.</summary>
internal interface ILogFile : IDisposable
{
    /// <summary>Appends; the count that went in, or -1 and an errno.</summary>
    public int Write(ReadOnlySpan<byte> bytes, out int errno);

    /// <summary>Reads at an offset; the count (0 = end of file), or -1 and an errno.</summary>
    public int ReadAt(Span<byte> destination, long offset, out int errno);

    /// <summary>Overwrites at an offset, on a file from <see cref="OpenRewriter"/> only; the count, or -1 and an errno.</summary>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset, out int errno);

    /// <summary>The length now, or -1 and an errno.</summary>
    public long GetLength(out int errno);

    /// <summary>The length now, or -1 and an errno: ENOENT when the file has no name any more, so that nobody who looks for it finds it.</summary>
    public long GetNamedLength(out int errno);

    /// <summary>Cuts the file; 0 or an errno.</summary>
    public int Truncate(long length);

    /// <summary>Waits until the file's bytes are on disk; 0 or an errno.</summary>
    public int DataSync();

    /// <summary>A second descriptor of the same file without O_APPEND, with which Linux would append a positioned write; null and an errno on failure.</summary>
    public ILogFile? OpenRewriter(out int errno);
}
