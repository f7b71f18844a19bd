using System;
using System.Threading;

namespace ThreadStore.TestKit;

/// <summary>A clock that stands still, until somebody waits on it: then it leaps to the end of the wait, at once.</summary>
internal sealed class ScriptedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 11, 21, 6, 8, 10, 743, TimeSpan.Zero);

    /// <summary>The machine's zone; UTC unless a test says otherwise.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Runs at each wait, before it ends: what the world does meanwhile.</summary>
    public Action<int>? OnWait { get; set; }

    public int Waits { get; private set; }

    public override TimeZoneInfo LocalTimeZone => Zone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _now += dueTime;
        }

        OnWait?.Invoke(++Waits);
        callback(state);
        return new DoneTimer();
    }

    private sealed class DoneTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public System.Threading.Tasks.ValueTask DisposeAsync() => default;
    }
}
