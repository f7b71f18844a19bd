using System;
using System.Threading;

namespace ThreadStore.Conformance;

/// <summary>The clock that a store under test stamps its lines by: the time of day stands still until a test moves it. Timers are real.</summary>
public sealed class ConformanceClock : TimeProvider
{
    /// <summary>The time at which every test begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 6, 8, 10, 743, TimeSpan.Zero);

    private long _movedMs;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(Volatile.Read(ref _movedMs));

    /// <summary>Moves the time of day on.</summary>
    public void AdvanceMs(long milliseconds) => Interlocked.Add(ref _movedMs, milliseconds);
}
