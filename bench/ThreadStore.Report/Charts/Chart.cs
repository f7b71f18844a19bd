using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Charts;

/// <summary>A chart of the report.</summary>
/// <param name="Title">Its title.</param>
/// <param name="XUnit">What the horizontal axis counts.</param>
/// <param name="YUnit">The unit of the vertical one.</param>
/// <param name="Series">Its lines.</param>
internal sealed record Chart(string Title, string XUnit, string YUnit, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The charts of which the measurements are points. One with a single place on its horizontal axis is none: the tables show it.</summary>
    internal static IReadOnlyList<Chart> Of(IEnumerable<Measurement> results) =>
        [.. results.Where(static result => result.Plot is not null && result.Value >= 0 && double.IsFinite(result.Value))
            .GroupBy(static result => (result.Plot!.Chart, result.Plot.XUnit, result.Unit))
            .Select(static group => new Chart(group.Key.Chart, group.Key.XUnit, group.Key.Unit, [.. Lines(group.ToList())]))
            .Where(static chart => chart.Series.SelectMany(static series => series.Points).Select(static point => point.X).Distinct().Skip(1).Any())];

    // A rival that was measured is a line of its own beside ours; a limit that somebody states is none.
    private static IEnumerable<ChartSeries> Lines(List<Measurement> points)
    {
        foreach (var series in points.GroupBy(static point => point.Plot!.Series, StringComparer.Ordinal))
        {
            yield return new ChartSeries(series.Key, IsRival: false, Sorted(series.Select(static point => (point.Plot!.X, point.Value))));
            var rivals = series.Where(static point => point.Theirs is { Count: > 1 } && double.IsFinite(point.TheirValue!.Value)).ToList();
            foreach (var rival in rivals.GroupBy(static point => point.Rival ?? "theirs", StringComparer.Ordinal))
            {
                yield return new ChartSeries($"{rival.Key} ({series.Key})", IsRival: true, Sorted(rival.Select(static point => (point.Plot!.X, point.TheirValue!.Value))));
            }
        }
    }

    private static IReadOnlyList<(double X, double Y)> Sorted(IEnumerable<(double X, double Y)> points) => [.. points.OrderBy(static point => point.X)];
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="IsRival">Drawn dashed.</param>
/// <param name="Points">From left to right.</param>
internal sealed record ChartSeries(string Name, bool IsRival, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>How it grows along the axis: the exponent of the power law nearest to it; null where there is none.</summary>
    internal double? Exponent => Growth.Exponent(Points);
}
