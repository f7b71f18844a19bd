using System;
using ThreadStore.Health;
using ThreadStore.Log;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>Health: what the parts say of themselves, put together.</content>
public partial class LocalThreadStore : IStoreGauges
{
    /// <summary>
    /// How the store is at this moment. Any thread, at any time, also after the store was closed; waits for no lock that a slow disk could
    /// hold, and touches no disk itself. Its cost grows with the number of live threads, some ten nanoseconds each.
    /// </summary>
    public StoreHealth GetHealth()
    {
        var now = Options.Clock.GetTimestamp();
        var look = LookAtLive(now);
        _pipeline.CatchUp.AddFaulted(look, now);
        var projection = ProjectionAt(look, now);
        var index = IndexNow();
        var freshness = Freshness;
        var lastFault = Faults.Last(static errno => $"the log failed: {LogFault.Text(errno)}");
        var (state, reason) = Judge(projection, index, freshness, look, lastFault);
        return new StoreHealth
        {
            State = state,
            Reason = reason,
            Projection = projection,
            Freshness = freshness,
            CatchUpWaiting = _pipeline.CatchUp.Waiting,
            Index = index,
            LastFault = lastFault,
            Faults = Faults.Total,
            FaultedThreads = look.Named,
            FaultedThreadCount = look.Count,
        };
    }

    GaugeReading IStoreGauges.Read()
    {
        var now = Options.Clock.GetTimestamp();
        var look = LookAtLive(now);
        _pipeline.CatchUp.AddFaulted(look, now);
        var projection = ProjectionAt(look, now);
        return new GaugeReading(projection.PendingBytes, projection.Age, projection.IsStuck, look.Count);
    }

    // One round over the live threads. The lock is held for nothing else than this and the dictionary's own changes.
    private HealthLook LookAtLive(long now)
    {
        var look = new HealthLook();
        lock (_lock)
        {
            foreach (var thread in _live.Values)
            {
                if (thread is not null)
                {
                    look.Add(thread.PendingBytes, thread.PendingSince);
                    look.Add(thread.FaultAt(now));
                }
            }
        }

        return look;
    }

    private ProjectionHealth ProjectionAt(HealthLook look, long now)
    {
        var stall = Projector.Stalled(now, out var stalledFor);
        return new ProjectionHealth
        {
            IsAlive = Projector.IsAlive,
            PendingBytes = look.PendingBytes,
            Age = look.OldestAt is var oldest && oldest < now ? Options.Clock.GetElapsedTime(oldest, now) : TimeSpan.Zero,
            Stall = stall,
            StalledFor = stalledFor,
        };
    }

    private IndexHealth IndexNow()
    {
        if (_reader.Refusal is { } refusal)
        {
            return new IndexHealth { Use = IndexUse.Refused, Epoch = 0, File = null, Reason = refusal.Reason };
        }

        var epoch = Projector.Epoch;
        var fault = Projector.LastFault;
        var use = fault is not null ? (epoch == 0 && _reader.IsReadOnlyPlace ? IndexUse.ReadOnly : IndexUse.Faulted)
            : epoch == 0 ? IndexUse.NotOpened
            : IndexUse.Ready;
        return new IndexHealth { Use = use, Epoch = epoch, File = epoch == 0 ? null : _files.DatabasePath(epoch), Reason = fault?.Message };
    }

    private static (HealthState State, string? Reason) Judge(
        ProjectionHealth projection, IndexHealth index, Freshness freshness, HealthLook look, StoreFault? lastFault)
    {
        if (!projection.IsAlive)
        {
            return (HealthState.Ended, "the store was closed");
        }

        if (projection.IsStuck)
        {
            var cause = projection.Stall switch
            {
                ProjectionStall.IndexLocked => "another connection holds the index",
                ProjectionStall.StoreLockHeld => "another process holds the store lock",
                ProjectionStall.IndexFaulted => index.Reason ?? lastFault?.Message ?? "the index fails",
                _ => "a step of the projection does not end",
            };
            return (HealthState.Stuck, $"nothing was projected for {projection.StalledFor.TotalSeconds:F1} s: {cause}");
        }

        if (index.Use is IndexUse.Faulted or IndexUse.ReadOnly or IndexUse.Refused)
        {
            return (HealthState.Degraded, index.Reason);
        }

        if (look.Count > 0)
        {
            var first = look.Named[0];
            return (HealthState.Degraded, $"{look.Count} {(look.Count == 1 ? "thread fails" : "threads fail")}, one of them: {first.Id}, its {(first.Fault is ThreadFault.Log ? "log" : "row")}");
        }

        return freshness.State is FreshnessState.Recovering or FreshnessState.Rebuilding
            ? (HealthState.CatchingUp, "rows are being brought up from the logs")
            : (HealthState.Healthy, null);
    }
}
