using System;

namespace ThreadStore.Projection;

/// <summary>How long whoever failed waits until it is tried again: short at first, doubling, and never so long that healing takes a second.</summary>
internal static class Backoff
{
    /// <summary>The longest wait, in milliseconds.</summary>
    internal const int MaxMs = 500;

    private const int MinMs = 10;

    /// <summary>The wait after one more failure.</summary>
    /// <param name="ms">The wait before, in milliseconds; 0: this failure is the first.</param>
    internal static int Next(int ms) => Math.Clamp(ms * 2, MinMs, MaxMs);
}
