using System;
using System.Buffers;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <summary>One line of <c>session_index.jsonl</c>.</summary>
/// <param name="Offset">Where it starts.</param>
/// <param name="IsGood">It names a thread; else the rest says nothing.</param>
/// <param name="Id">The thread.</param>
/// <param name="Name">Its name, in UTF-8.</param>
/// <param name="UpdatedAtMs">When it was named; 0 when the line does not say.</param>
internal readonly record struct SessionIndexEntry(long Offset, bool IsGood, ThreadId Id, byte[] Name, long UpdatedAtMs);

/// <summary>Reads <c>session_index.jsonl</c> as a whole, outside of the projection.</summary>
internal static class SessionIndexReader
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Shows every complete line that is not blank. A line that does not fit into a block ends the reading, as it does in the projection.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static void Read(LogHome home, Action<SessionIndexEntry> show)
    {
        using var file = home.Device.Open($"{home.Directory}/{SessionIndexNames.FileName}", LogAccess.Read, out _);
        if (file is null)
        {
            return;
        }

        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (long at = 0; ;)
            {
                var read = file.ReadOrThrow(block, at);
                var end = block.AsSpan(0, read).LastIndexOf((byte)'\n');
                if (end < 0)
                {
                    return;
                }

                Show(block.AsSpan(0, end), at, show);
                at += end + 1;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static void Show(ReadOnlySpan<byte> lines, long offset, Action<SessionIndexEntry> show)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.ContainsAnyExcept(RolloutBlanks.Values))
            {
                var isGood = SessionIndexLine.TryParse(line, out var id, out var name, out var updatedAtMs) && name is not null;
                show(new SessionIndexEntry(offset + range.Start.Value, isGood, id, name ?? [], updatedAtMs));
            }
        }
    }
}
