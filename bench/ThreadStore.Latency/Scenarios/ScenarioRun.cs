using System;
using System.Collections.Generic;
using ThreadStore.Latency.Driving;
using ThreadStore.Latency.Load;
using ThreadStore.Latency.Targets;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Scenarios;

/// <summary>Drives scenarios, each round on a side that is made for it and removed after it.</summary>
internal sealed class ScenarioRun(DriverThread driver, TimeSpan length, int rounds)
{
    // The round that is not counted compiles code and meets the disk; it need not be long.
    private static readonly TimeSpan s_longestWarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The store and the bare write, in turn.</summary>
    public PairOfRounds BesideWrite(Scenario scenario) => InTurn(length => Ours(scenario, length), length => Theirs(scenario, length));

    /// <summary>The store under two conditions, in turn.</summary>
    public PairOfRounds BesideItself(Scenario scenario, Scenario other) => InTurn(length => Ours(scenario, length), length => Ours(other, length));

    private PairOfRounds InTurn(Func<TimeSpan, Round> ours, Func<TimeSpan, Round> theirs)
    {
        var (ourRounds, theirRounds) = (new List<Round>(), new List<Round>());
        Alternation.Run(rounds, () => Next(ours, ourRounds), () => Next(theirs, theirRounds));
        return new PairOfRounds(ourRounds[1..], theirRounds[1..]);
    }

    private double Next(Func<TimeSpan, Round> side, List<Round> done)
    {
        done.Add(side(done.Count == 0 && length > s_longestWarmUp ? s_longestWarmUp : length));
        return done[^1].Latencies.Quantile(0.999);
    }

    private Round Ours(Scenario scenario, TimeSpan length)
    {
        using var side = new StoreSide(scenario.Threads, scenario.Payload, scenario.Durability);
        return Drive(side, scenario, length);
    }

    private Round Theirs(Scenario scenario, TimeSpan length)
    {
        using var side = new BareSide(scenario.Threads, scenario.Payload, scenario.Durability);
        return Drive(side, scenario, length);
    }

    private Round Drive(ISide side, Scenario scenario, TimeSpan length)
    {
        using var load = Loads.Start(scenario.Load, side.Store, length);
        var round = side.Drive(driver, LoopPlan.Of(scenario.Rate, length));
        return round with { Load = load.Stop(), AppendedBytes = side.Check(round.End.Operations) };
    }
}
