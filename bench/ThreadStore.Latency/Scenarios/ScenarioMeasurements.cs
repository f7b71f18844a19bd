using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Scenarios;

/// <summary>The figures of a scenario.</summary>
internal static class ScenarioMeasurements
{
    private const double NanosecondsPerMicrosecond = 1000;
    private const double NanosecondsPerMillisecond = 1e6;

    // Of a core.
    private const double WorthAWord = 0.1;

    // The quantile that the design has targets for.
    private const string Judged = "p99.9";

    /// <summary>What is told of a histogram, and by which name.</summary>
    public static IReadOnlyList<(string Name, Func<Histogram, long> Of)> Figures { get; } =
    [
        ("p50", static histogram => histogram.Quantile(0.5)),
        ("p90", static histogram => histogram.Quantile(0.9)),
        ("p99", static histogram => histogram.Quantile(0.99)),
        (Judged, static histogram => histogram.Quantile(0.999)),
        ("p99.99", static histogram => histogram.Quantile(0.9999)),
        ("max", static histogram => histogram.Max),
    ];

    /// <summary>Latencies beside the rival's, and what our side allocated and reached.</summary>
    public static IEnumerable<Measurement> Of(Scenario scenario, PairOfRounds pair)
    {
        var note = Note(scenario, pair);
        foreach (var (name, of) in Figures)
        {
            yield return new Measurement
            {
                Name = $"{scenario.Name}/{name}",
                Unit = "us",
                Ours = Microseconds(pair.Ours, of),
                Theirs = Microseconds(pair.Theirs, of),
                Rival = scenario.Rival,
                Target = name == Judged ? scenario.Target : null,
                Plot = scenario.Chart is { } chart && name is "p50" or Judged ? new PlotPoint(scenario.Chart, $"ours {name}", scenario.X.Value, scenario.X.Unit) : null,
                Note = note,
            };
        }

        yield return new Measurement
        {
            Name = $"{scenario.Name}/allocated",
            Unit = "B",
            Ours = [.. pair.Ours.Select(static round => round.DriverBytes / (double)round.End.Operations)],
            Note = "by the driver's thread, per append",
        };
        yield return new Measurement
        {
            Name = $"{scenario.Name}/core-wait",
            Unit = "ms",
            Ours = [.. pair.Ours.Select(static round => round.CoreWait / NanosecondsPerMillisecond)],
            Theirs = [.. pair.Theirs.Select(static round => round.CoreWait / NanosecondsPerMillisecond)],
            Rival = scenario.Rival,
            Note = "in a round, how long the driver's thread had no core to run on: where this is much, the tail is the machine's",
        };
        yield return new Measurement
        {
            Name = $"{scenario.Name}/reached",
            Unit = "appends/s",
            Better = Better.Higher,
            Ours = [.. pair.Ours.Select(static round => round.End.Rate)],
            Theirs = [.. pair.Theirs.Select(static round => round.End.Rate)],
            Rival = scenario.Rival,
            Note = note,
        };
    }

    /// <summary>The judged quantile under one condition beside the same under another.</summary>
    public static Measurement OverItself(Scenario scenario, Scenario other, PairOfRounds pair)
    {
        var of = Figures.Single(static figure => figure.Name == Judged).Of;
        return new Measurement
        {
            Name = $"{scenario.Name}/{Judged}-over-{other.Condition}",
            Unit = "us",
            Ours = Microseconds(pair.Ours, of),
            Theirs = Microseconds(pair.Theirs, of),
            Rival = $"ThreadStore, {other.Condition}",
            Note = Note(scenario, pair),
        };
    }

    /// <summary>Which side did not hold the rate; null when both did.</summary>
    public static string? Saturation(PairOfRounds pair) => (IsAnySaturated(pair.Ours), IsAnySaturated(pair.Theirs)) switch
    {
        (true, true) => "saturated: neither side holds the rate",
        (true, false) => "saturated: ours does not hold the rate",
        (false, true) => "saturated: theirs does not hold the rate",
        _ => null,
    };

    private static bool IsAnySaturated(IReadOnlyList<Round> rounds) => rounds.Any(static round => round.End.IsSaturated);

    private static string? Note(Scenario scenario, PairOfRounds pair)
    {
        var load = pair.Ours[^1].Load is { } ours ? $"beside ours: {ours}; beside theirs: {pair.Theirs[^1].Load ?? "nothing"}" : null;
        var parts = new[] { Saturation(pair), scenario.Note, load, Others(pair) }.Where(static part => part is not null).ToList();
        return parts.Count > 0 ? string.Join("; ", parts) : null;
    }

    /// <summary>How many cores others used; null when it was next to nothing.</summary>
    public static string? Others(PairOfRounds pair)
    {
        var (ours, theirs) = (Cores(pair.Ours), Cores(pair.Theirs));
        return Math.Max(ours, theirs) > WorthAWord
            ? string.Create(CultureInfo.InvariantCulture, $"other processes used {ours:F1} cores beside ours, {theirs:F1} beside theirs")
            : null;
    }

    private static double Cores(IReadOnlyList<Round> rounds) => Measurement.Median([.. rounds.Select(static round => round.OtherCores)]);

    private static double[] Microseconds(IReadOnlyList<Round> rounds, Func<Histogram, long> of) =>
        [.. rounds.Select(round => of(round.Latencies) / NanosecondsPerMicrosecond)];
}
