using System.Threading;

namespace ThreadStore.Tracing;

/// <summary>What listeners of spans and metrics threw. It is theirs: the work that a span or a measurement is of must not fail by it.</summary>
internal static class ListenerFaults
{
    private static long s_count;

    /// <summary>How often one threw.</summary>
    internal static long Count => Volatile.Read(ref s_count);

    /// <summary>One threw.</summary>
    internal static void Add() => Interlocked.Increment(ref s_count);
}
