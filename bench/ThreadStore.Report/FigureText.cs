using System;
using System.Globalization;

namespace ThreadStore.Report;

/// <summary>Figures as a reader wants them: three digits that count, durations in the unit that fits.</summary>
internal static class FigureText
{
    private static readonly (string Unit, double Nanoseconds)[] s_durations = [("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1)];

    /// <summary>A figure with its unit.</summary>
    internal static string Of(double value, string unit)
    {
        var from = Array.Find(s_durations, duration => duration.Unit == unit);
        if (from.Unit is null || value == 0 || !double.IsFinite(value))
        {
            return $"{Digits(value)} {unit}";
        }

        var nanoseconds = value * from.Nanoseconds;
        var to = Array.Find(s_durations, duration => Math.Abs(nanoseconds) >= duration.Nanoseconds);
        to = to.Unit is null ? s_durations[^1] : to;
        return $"{Digits(nanoseconds / to.Nanoseconds)} {(to.Unit == "us" ? "µs" : to.Unit)}";
    }

    /// <summary>A figure without a unit.</summary>
    internal static string Digits(double value) => Math.Abs(value) switch
    {
        double.NaN => "–",
        double.PositiveInfinity => "∞",
        0 => "0",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.001 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>A number at a tick of an axis: 100k, 1M.</summary>
    internal static string Tick(double value) => value switch
    {
        >= 1e9 => $"{(value / 1e9).ToString("0.##", CultureInfo.InvariantCulture)}G",
        >= 1e6 => $"{(value / 1e6).ToString("0.##", CultureInfo.InvariantCulture)}M",
        >= 1e3 => $"{(value / 1e3).ToString("0.##", CultureInfo.InvariantCulture)}k",
        _ => value.ToString("0.######", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in percent; nothing for fewer than three rounds, which have no spread.</summary>
    internal static string Spread(Measuring.Measurement result) =>
        result.Ours.Count < 3 ? "" : Percent(result.Spread);

    /// <summary>A share in percent.</summary>
    internal static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>What the target says of the ratio.</summary>
    internal static string Target(Measuring.Measurement result) =>
        result.Target is { } target ? $"{(result.Better == Measuring.Better.Lower ? "≤" : "≥")} {Digits(target)}" : "";
}
