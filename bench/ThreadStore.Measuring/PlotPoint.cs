namespace ThreadStore.Measuring;

/// <summary>Where a measurement stands in a chart of the report.</summary>
/// <param name="Chart">The chart's title, the same for all of its points.</param>
/// <param name="Series">The line that the point belongs to.</param>
/// <param name="X">Its place on the horizontal axis.</param>
/// <param name="XUnit">What that axis counts, such as <c>appends/s</c> or <c>threads</c>.</param>
public sealed record PlotPoint(string Chart, string Series, double X, string XUnit);
