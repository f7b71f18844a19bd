using System;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <content>Reading a range of a log into one delta.</content>
internal sealed partial class CatchUp
{
    private const int ChunkBytes = 1 << 20;

    // Observes complete lines from `from` on, at least one, until the step's end; returns the offset after the last of them, and
    // the hash of the log's head. An unterminated rest is nobody's to project.
    private (long End, ulong Head) Observe(ILogFile file, ThreadDelta delta, long from, long stepEnd, long limit)
    {
        using var reader = new RolloutReader(file, from, limit, (int)Math.Min(ChunkBytes, limit - from));
        var badLines = _deltas.Projection.Observer.Observe(reader, stepEnd, delta);
        var end = reader.Consumed;
        Counters.Add(end - from, badLines);
        delta.To = end;
        SetTail(reader, file, delta, end);
        return (end, LogHashes.Head(reader, file, end));
    }

    private static void SetTail(RolloutReader reader, ILogFile file, ThreadDelta delta, long end)
    {
        Span<byte> tail = stackalloc byte[LogHashes.TailLength];
        tail = tail[..(int)Math.Min(LogHashes.TailLength, end)];
        if (!reader.TryCopy(end - tail.Length, tail))
        {
            file.ReadOrThrow(tail, end - tail.Length);
        }

        delta.SetTail(tail);
    }
}
