using System;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>Deltas as appends leave them: of one real line, at any offset of a thread's log.</summary>
internal static class ObservedLine
{
    private const int TailLength = 64;

    /// <summary>A delta over one line.</summary>
    public static ThreadDelta At(ThreadId thread, long offset, byte[] line)
    {
        var delta = ComposedProjection.BuiltInOnly.NewDelta();
        Fill(delta, thread, offset, line);
        return delta;
    }

    /// <summary>Makes the delta anew over one line.</summary>
    public static void Fill(ThreadDelta delta, ThreadId thread, long offset, byte[] line)
    {
        delta.Reset(thread, offset);
        delta.Appends = 1;
        ComposedProjection.BuiltInOnly.Observer.Observe(line, offset, delta, default);
        delta.To = offset + line.Length;
        delta.SetTail(line.AsSpan(Math.Max(0, line.Length - TailLength)));
    }
}
