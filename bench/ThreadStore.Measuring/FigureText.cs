using System;
using System.Globalization;

namespace ThreadStore.Measuring;

/// <summary>Figures as a reader wants them: three digits that count, durations in the unit that fits.</summary>
public static class FigureText
{
    private static readonly (string Unit, double Nanoseconds)[] s_durations = [("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1)];

    /// <summary>A figure with its unit.</summary>
    public static string Of(double value, string unit)
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
    public static string Digits(double value) => Math.Abs(value) switch
    {
        double.NaN => "–",
        double.PositiveInfinity => "∞",
        0 => "0",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.000", CultureInfo.InvariantCulture),
        >= 0.001 => value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Ours by theirs; nothing when nothing is compared.</summary>
    public static string Ratio(Measurement result) => result.Ratio is { } ratio ? Digits(ratio) : "";

    /// <summary>The spread in percent; nothing for fewer than three rounds, which have none, and for rounds about 0, of which it is no share.</summary>
    public static string Spread(Measurement result) => result.Ours.Count >= 3 && double.IsFinite(result.Spread) ? Percent(result.Spread) : "";

    /// <summary>What the target says of the ratio.</summary>
    public static string Target(Measurement result) =>
        result.Target is { } target ? $"{(result.Better == Better.Lower ? "≤" : "≥")} {Digits(target)}" : "";

    /// <summary>Whether the target is met; nothing without one.</summary>
    public static string Met(Measurement result) => result.IsMet switch { true => "met", false => "NOT MET", null => "" };
}
