using System.Collections.Generic;
using System.Linq;
using ThreadStore.Latency.Load;
using ThreadStore.Latency.Targets;

namespace ThreadStore.Latency.Scenarios;

/// <summary>The scenarios of each part.</summary>
internal static class ScenarioList
{
    // Of the design's row "Append p99.9 (open loop, 100 k/s)".
    private const double TailTarget = 2;
    private const double UsualRate = 100_000;

    private static readonly double[] s_rates = [1_000, 10_000, 100_000, 300_000, 1_000_000];
    private static readonly int[] s_threads = [1, 10, 100, 1_000, 10_000];

    /// <summary>The projector with nothing to do but the time of one thread, now and then.</summary>
    public static Scenario ProjectorIdle { get; } = new("projector-idle", UsualRate) { Payload = Payload.WithoutFacts, Target = TailTarget };

    /// <summary>The index locked by somebody else.</summary>
    public static Scenario DatabaseLocked { get; } = new("database-locked", UsualRate) { Payload = Payload.WithoutFacts, Load = LoadKind.LockedIndex, Target = TailTarget };

    /// <summary>From a thousand appends a second to a million.</summary>
    public static IEnumerable<Scenario> Rates() =>
        from durability in new[] { Durability.Written, Durability.Buffered }
        from rate in s_rates
        select new Scenario(Lower(durability), rate)
        {
            Durability = durability,
            Chart = $"Append latency by rate, {durability}",
            X = (rate, "appends/s"),
            Note = "every append has a fact",
        };

    /// <summary>From one live thread to ten thousand, or to so many as a quick run has time to make.</summary>
    public static IEnumerable<Scenario> Threads(int most, long descriptors) =>
        from threads in s_threads
        where threads <= most
        select new Scenario($"threads-{threads}", UsualRate)
        {
            Threads = threads,
            Chart = "Append latency by live threads, Written, 100 k/s",
            X = (threads, "threads"),
            Note = $"the process may open {descriptors} descriptors, of which the store takes half, two for each thread that is not dormant",
        };

    /// <summary>What an append waits for.</summary>
    public static IEnumerable<Scenario> Durabilities() =>
    [
        new("durability-buffered", 10_000) { Durability = Durability.Buffered },
        new("durability-written", 10_000),
        new("durability-synced", 100) { Durability = Durability.Synced },
        new("durability-synced", 300) { Durability = Durability.Synced },
    ];

    /// <summary>What the projector is at, and what the disk.</summary>
    public static IEnumerable<Scenario> Projector() =>
    [
        ProjectorIdle,
        ProjectorIdle with { Condition = "projector-busy", Payload = Payload.WithFacts, Load = LoadKind.ManyRows },
        DatabaseLocked,
        ProjectorIdle with { Condition = "disk-slow", Load = LoadKind.BusyDisk, Target = null },
    ];

    private static string Lower(Durability durability) => durability.ToString().ToLowerInvariant();
}
