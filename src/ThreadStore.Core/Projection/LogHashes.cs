using System;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>Of which bytes a row's offset is the offset: hashes of a log's head and of the bytes before the offset.</summary>
internal static class LogHashes
{
    /// <summary>The most bytes that the head's hash covers.</summary>
    internal const int HeadBytes = 512;

    /// <summary>The most bytes that the tail's hash covers.</summary>
    internal const int TailLength = TailBytes.Length;

    /// <summary>The hash of the first bytes before the offset.</summary>
    internal static ulong Head(ILogFile file, long offset) => Hash(file, 0, (int)Math.Min(HeadBytes, offset));

    /// <summary>The hash of the last bytes before the offset.</summary>
    internal static ulong Tail(ILogFile file, long offset)
    {
        var length = (int)Math.Min(TailLength, offset);
        return Hash(file, offset - length, length);
    }

    /// <summary>True when the file still has, before the mark's offset, the bytes that the mark was made of.</summary>
    internal static bool Match(ILogFile file, long length, in FileMark mark) =>
        length >= mark.Offset && Head(file, mark.Offset) == mark.Head && Tail(file, mark.Offset) == mark.Tail;

    /// <summary>The hash of the first bytes before the offset, of what a reader holds if it holds them.</summary>
    internal static ulong Head(RolloutReader reader, ILogFile file, long offset)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(HeadBytes, offset)];
        return reader.TryCopy(0, head) ? Fnv1a64.Hash(head) : Head(file, offset);
    }

    private static ulong Hash(ILogFile file, long from, int length)
    {
        Span<byte> bytes = stackalloc byte[HeadBytes];
        bytes = bytes[..length];
        return Fnv1a64.Hash(bytes[..file.ReadOrThrow(bytes, from)]);
    }
}
