using System;
using System.IO;

namespace ThreadStore.Latency.Targets;

/// <summary>Counts the lines of files that have just been written.</summary>
internal static class LineCount
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>How many line feeds a file has.</summary>
    public static long Of(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        var chunk = new byte[Math.Clamp(RandomAccess.GetLength(file), 1, ChunkBytes)];
        var lines = 0L;
        for (var at = 0L; RandomAccess.Read(file, chunk, at) is > 0 and var read; at += read)
        {
            lines += chunk.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }
}
