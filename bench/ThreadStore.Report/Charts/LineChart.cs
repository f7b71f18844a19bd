using System.Globalization;
using System.Linq;
using System.Text;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Charts;

/// <summary>Draws a chart as SVG. Colours are classes, which the page gives for light and for dark.</summary>
internal static class LineChart
{
    /// <summary>How many colours there are; more series begin anew.</summary>
    internal const int Colours = 8;

    private const double Width = 640;
    private const double Height = 320;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 14;
    private const double Bottom = 44;

    /// <summary>The chart without title and legend.</summary>
    internal static string Draw(Chart chart)
    {
        var points = chart.Series.SelectMany(static series => series.Points).ToList();
        var x = AxisScale.For([.. points.Select(static point => point.X)]);
        var y = AxisScale.For([.. points.Select(static point => point.Y)]);
        var svg = new StringBuilder();
        Put(svg, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Of(chart.Title)}\">");
        DrawAxes(svg, chart, x, y);
        for (var number = 0; number < chart.Series.Count; number++)
        {
            DrawSeries(svg, chart, chart.Series[number], Colour(number), x, y);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The class of a series' colour.</summary>
    internal static string Colour(int number) => string.Create(CultureInfo.InvariantCulture, $"s{number % Colours}");

    private static void DrawAxes(StringBuilder svg, Chart chart, AxisScale x, AxisScale y)
    {
        foreach (var tick in y.Ticks)
        {
            Put(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{AtY(y, tick):0.#}\" y2=\"{AtY(y, tick):0.#}\"/>");
            Put(svg, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{AtY(y, tick) + 4:0.#}\">{AxisScale.Label(tick)}</text>");
        }

        foreach (var tick in x.Ticks)
        {
            Put(svg, $"<line class=\"grid\" x1=\"{AtX(x, tick):0.#}\" x2=\"{AtX(x, tick):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            Put(svg, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{AtX(x, tick):0.#}\" y=\"{Height - Bottom + 16}\">{AxisScale.Label(tick)}</text>");
        }

        Put(svg, $"<text class=\"unit\" text-anchor=\"middle\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\">{HtmlText.Of(chart.XUnit)}{Log(x)}</text>");
        Put(svg, $"<text class=\"unit\" text-anchor=\"middle\" transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\">{HtmlText.Of(chart.YUnit)}{Log(y)}</text>");
    }

    private static void DrawSeries(StringBuilder svg, Chart chart, ChartSeries series, string colour, AxisScale x, AxisScale y)
    {
        var line = string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{AtX(x, point.X):0.#},{AtY(y, point.Y):0.#}")));
        Put(svg, $"<polyline class=\"{colour}{(series.IsRival ? " rival" : "")}\" points=\"{line}\"/>");
        foreach (var (atX, atY) in series.Points)
        {
            Put(svg, $"<circle class=\"{colour}\" cx=\"{AtX(x, atX):0.#}\" cy=\"{AtY(y, atY):0.#}\" r=\"3\"><title>{HtmlText.Of($"{series.Name}: {FigureText.Of(atY, chart.YUnit)} at {AxisScale.Label(atX)} {chart.XUnit}")}</title></circle>");
        }
    }

    private static double AtX(AxisScale axis, double value) => Left + (axis.Place(value) * (Width - Left - Right));

    private static double AtY(AxisScale axis, double value) => Height - Bottom - (axis.Place(value) * (Height - Top - Bottom));

    private static string Log(AxisScale axis) => axis.IsLog ? " (log)" : "";

    private static void Put(StringBuilder svg, System.FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
