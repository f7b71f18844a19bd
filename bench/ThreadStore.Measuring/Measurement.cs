using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace ThreadStore.Measuring;

/// <summary>One figure of a run: every round of it, beside the rounds of what it is compared with, if it is.</summary>
public sealed record Measurement
{
    /// <summary>Stable for ever, because runs are compared by it: <c>area/what/condition</c>, such as <c>append/buffered-256/p50</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Of the figures: <c>ns</c>, <c>us</c>, <c>ms</c>, <c>s</c>, <c>B</c>, <c>rows/s</c>, <c>MB/s</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Which way the figure is good.</summary>
    public Better Better { get; init; }

    /// <summary>Ours, a figure for each round, in order.</summary>
    public required IReadOnlyList<double> Ours { get; init; }

    /// <summary>Theirs, from the rounds between ours; null when nothing is compared.</summary>
    public IReadOnlyList<double>? Theirs { get; init; }

    /// <summary>Who they are, such as <c>write(2)</c> or <c>Codex 0.169.0</c>.</summary>
    public string? Rival { get; init; }

    /// <summary>What the ratio must not exceed, or with <see cref="Better.Higher"/> reach; null when the design states none.</summary>
    public double? Target { get; init; }

    /// <summary>Where the report draws it.</summary>
    public PlotPoint? Plot { get; init; }

    /// <summary>What a reader must know to read it right.</summary>
    public string? Note { get; init; }

    /// <summary>The median of the rounds.</summary>
    [JsonIgnore]
    public double Value => Median(Ours);

    /// <summary>The median of their rounds.</summary>
    [JsonIgnore]
    public double? TheirValue => Theirs is { } theirs ? Median(theirs) : null;

    /// <summary>Ours divided by theirs: the median of the ratios of neighbouring rounds, in which slow drifts of the machine cancel out.</summary>
    [JsonIgnore]
    public double? Ratio => Theirs is null ? null : Median(Ratios());

    /// <summary>Whether the target is met; null without one.</summary>
    [JsonIgnore]
    public bool? IsMet => Target is { } target && Ratio is { } ratio ? (Better == Better.Lower ? ratio <= target : ratio >= target) : null;

    /// <summary>The distance of the quartiles of the rounds as a share of their median: how far one round may be trusted. 0 for fewer than three.</summary>
    [JsonIgnore]
    public double Spread => SpreadOf(Ours);

    /// <summary>The ratios of neighbouring rounds; of different numbers of rounds the one of the medians.</summary>
    public IReadOnlyList<double> Ratios() => Theirs switch
    {
        null => [],
        { } theirs when theirs.Count == Ours.Count => [.. Ours.Zip(theirs, static (ours, their) => ours / their)],
        { } theirs => [Median(Ours) / Median(theirs)],
    };

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The distance of the quartiles as a share of the median; 0 for fewer than three values.</summary>
    public static double SpreadOf(IReadOnlyList<double> values)
    {
        if (values.Count < 3)
        {
            return 0;
        }

        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / Math.Abs(Median(values));
    }
}
