using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ThreadStore.Report.Charts;

/// <summary>One axis: its ends, its ticks, and where a value lies.</summary>
internal sealed record AxisScale
{
    private const double DecadesForLog = 2;
    private const int MostTicks = 7;

    private static readonly int[] s_roundFactors = [1, 2, 5, 10];

    private AxisScale(bool isLog, double min, double max, IReadOnlyList<double> ticks) => (IsLog, Min, Max, Ticks) = (isLog, min, max, ticks);

    /// <summary>By powers of ten: the values span more than two decades.</summary>
    internal bool IsLog { get; }

    internal double Min { get; }

    internal double Max { get; }

    internal IReadOnlyList<double> Ticks { get; }

    /// <summary>The axis for some values, none of them below 0.</summary>
    internal static AxisScale For(IReadOnlyCollection<double> values)
    {
        var (min, max) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        return min > 0 && Math.Log10(max / min) > DecadesForLog ? Log(min, max) : Linear(max);
    }

    /// <summary>Where a value lies: 0 at the lower end, 1 at the upper one.</summary>
    internal double Place(double value) => IsLog
        ? Math.Log10(value / Min) / Math.Log10(Max / Min)
        : (value - Min) / (Max - Min);

    /// <summary>What stands at a tick: 100k, 1M.</summary>
    internal static string Label(double value) => value switch
    {
        >= 1e9 => $"{(value / 1e9).ToString("0.##", CultureInfo.InvariantCulture)}G",
        >= 1e6 => $"{(value / 1e6).ToString("0.##", CultureInfo.InvariantCulture)}M",
        >= 1e3 => $"{(value / 1e3).ToString("0.##", CultureInfo.InvariantCulture)}k",
        _ => value.ToString("0.######", CultureInfo.InvariantCulture),
    };

    private static AxisScale Log(double min, double max)
    {
        // A value that is a power of ten must not gain a decade by rounding.
        var low = (int)Math.Floor(Math.Log10(min) + 1e-9);
        var high = (int)Math.Ceiling(Math.Log10(max) - 1e-9);
        var step = ((high - low) / MostTicks) + 1;
        return new AxisScale(
            isLog: true, Math.Pow(10, low), Math.Pow(10, high), [.. Enumerable.Range(0, high - low + 1).Where(decade => decade % step == 0).Select(decade => Math.Pow(10, low + decade))]);
    }

    private static AxisScale Linear(double max)
    {
        if (max <= 0)
        {
            max = 1;
        }

        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(max / (MostTicks - 1))));
        var step = s_roundFactors.Select(factor => factor * magnitude).First(step => Math.Ceiling((max / step) - 1e-9) < MostTicks);
        var count = (int)Math.Ceiling((max / step) - 1e-9);
        return new AxisScale(isLog: false, 0, count * step, [.. Enumerable.Range(0, count + 1).Select(tick => tick * step)]);
    }
}
