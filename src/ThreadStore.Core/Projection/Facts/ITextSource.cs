using System;

namespace ThreadStore.Projection;

/// <summary>Reads a line again, for texts that were too long to travel within a delta.</summary>
internal interface ITextSource
{
    /// <summary>The bytes at that offset of the thread's log, valid until the next call; shorter or empty when they cannot be read.</summary>
    public ReadOnlySpan<byte> ReadLine(long offset, int length);
}
