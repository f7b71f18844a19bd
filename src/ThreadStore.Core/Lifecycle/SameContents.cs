using System;
using System.Buffers;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Whether two names lead to one file or to two with the same bytes: then one of the names can go and nothing is lost.</summary>
internal static class SameContents
{
    private const int ChunkBytes = 256 * 1024;

    internal static bool Are(LogHome home, RolloutPath left, RolloutPath right)
    {
        var (leftPath, rightPath) = (home.Layout.FullPath(left), home.Layout.FullPath(right));
        if (Libc.Stat(leftPath, out var leftStat) != 0 || Libc.Stat(rightPath, out var rightStat) != 0)
        {
            return false;
        }

        return leftStat.IsSameFile(rightStat)
            || (leftStat.IsRegularFile && rightStat.IsRegularFile && leftStat.Length == rightStat.Length && HaveSameBytes(home, leftPath, rightPath, leftStat.Length));
    }

    private static bool HaveSameBytes(LogHome home, string leftPath, string rightPath, long length)
    {
        using var left = home.Device.Open(leftPath, LogAccess.Read, out _);
        using var right = home.Device.Open(rightPath, LogAccess.Read, out _);
        if (left is null || right is null)
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(2 * ChunkBytes);
        try
        {
            for (var at = 0L; at < length; at += ChunkBytes)
            {
                var count = (int)Math.Min(ChunkBytes, length - at);
                var a = buffer.AsSpan(0, count);
                var b = buffer.AsSpan(ChunkBytes, count);
                if (left.ReadOrThrow(a, at) != count || right.ReadOrThrow(b, at) != count || !a.SequenceEqual(b))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
