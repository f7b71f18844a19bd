using System;
using System.Buffers;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <content>Reading a range of a log into one delta.</content>
internal sealed partial class CatchUp
{
    private const int FirstBlockBytes = 1 << 20;

    // Longer lines are skipped and counted: a row must not need a block of any size.
    private const int MaxLineBytes = 64 << 20;

    // Observes complete lines from `from` on, at least one, until the step's end; returns the offset after the last of them.
    private long Observe(ILogFile file, ThreadDelta delta, long from, long stepEnd, long limit)
    {
        var block = ArrayPool<byte>.Shared.Rent(FirstBlockBytes);
        var at = from;
        var filled = 0;
        long badLines = 0;
        try
        {
            while (at < stepEnd)
            {
                var wanted = (int)Math.Min(block.Length - filled, limit - at - filled);
                var read = wanted > 0 ? file.ReadOrThrow(block.AsSpan(filled, wanted), at + filled) : 0;
                filled += read;
                var consumed = ObserveBlock(block.AsSpan(0, filled), at, delta, ref badLines);
                if (consumed > 0)
                {
                    block.AsSpan(consumed, filled - consumed).CopyTo(block);
                    at += consumed;
                    filled -= consumed;
                }
                else if (read == 0)
                {
                    // An unterminated rest: nobody projects it.
                    break;
                }
                else if (filled == block.Length && block.Length >= MaxLineBytes)
                {
                    at = SkipLongLine(file, block, at + filled, limit);
                    filled = 0;
                    badLines++;
                }
                else if (filled == block.Length)
                {
                    block = Grow(block, filled);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        Counters.Add(at - from, badLines);
        delta.To = at;
        SetTail(file, delta, at);
        return at;
    }

    private static int ObserveBlock(ReadOnlySpan<byte> block, long offset, ThreadDelta delta, ref long badLines)
    {
        var reader = new LineReader(block, offset);
        while (true)
        {
            switch (reader.Read(out var line))
            {
                case LineStatus.Line:
                    ThreadFacts.Observe(line, delta, default);
                    break;
                case LineStatus.Bad:
                    badLines++;
                    break;
                default:
                    return (int)(reader.Consumed - offset);
            }
        }
    }

    private static byte[] Grow(byte[] block, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(block);
        return larger;
    }

    // The offset after the line's LF, or the limit when it has none yet.
    private static long SkipLongLine(ILogFile file, byte[] block, long at, long limit)
    {
        while (at < limit)
        {
            var read = file.ReadOrThrow(block.AsSpan(0, (int)Math.Min(block.Length, limit - at)), at);
            var end = block.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return at + end + 1;
            }

            at += read;
        }

        return limit;
    }

    private static void SetTail(ILogFile file, ThreadDelta delta, long end)
    {
        Span<byte> tail = stackalloc byte[LogHashes.TailLength];
        tail = tail[..(int)Math.Min(LogHashes.TailLength, end)];
        file.ReadOrThrow(tail, end - tail.Length);
        delta.SetTail(tail);
    }
}
