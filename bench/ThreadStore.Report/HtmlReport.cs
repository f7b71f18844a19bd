using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ThreadStore.Measuring;
using ThreadStore.Report.Charts;
using ThreadStore.Report.Runs;

namespace ThreadStore.Report;

/// <summary>A run as one HTML page: nothing but itself is needed to read it.</summary>
internal static class HtmlReport
{
    private static readonly string[] s_targetHeads = ["measurement", "ours", "theirs", "ratio", "target", "", "spread", "against"];

    internal static string Of(BenchRun run)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>ThreadStore benchmarks</title>\n<style>\n")
            .Append(HtmlStyle.Css).Append("</style>\n</head>\n<body>\n<h1>ThreadStore benchmarks</h1>\n");
        PutMachine(page, run);
        PutTargets(page, run.Results);
        PutLatencies(page, run.Results);
        PutCharts(page, run.Results);
        foreach (var area in run.Results.GroupBy(static result => result.Name.Split('/')[0], StringComparer.Ordinal))
        {
            Put(page, $"<h2>All of {HtmlText.Of(area.Key)}</h2>");
            PutTable(page, s_targetHeads, area.Select(Row));
            PutNotes(page, area);
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void PutMachine(StringBuilder page, BenchRun run)
    {
        Put(page, $"<h2>Machine</h2>");
        foreach (var machine in run.Parts.GroupBy(static part => (part.Machine.Cpu, part.Machine.Cores, part.Machine.Kernel, part.Machine.Runtime, part.Machine.Commit, part.Machine.Sqlite)))
        {
            var facts = machine.First().Machine;
            PutTable(page, ["", ""],
            [
                ["processor", $"{HtmlText.Of(facts.Cpu)}, {facts.Cores} cores for this process, {facts.MemoryMiB / 1024.0:0.#} GiB"],
                ["kernel, file system", HtmlText.Of($"{facts.Kernel}, {facts.FileSystem}")],
                ["runtime", HtmlText.Of($"{facts.Runtime}; SDK {facts.Sdk}")],
                ["SQLite", HtmlText.Of($"{facts.Sqlite}: {string.Join(", ", facts.SqliteSettings.Select(static pair => $"{pair.Key}={pair.Value}"))}")],
                ["commit", HtmlText.Of(facts.Commit)],
            ]);
            PutTable(page, ["part", "at", "noise: median / fastest", "p99 / fastest"], machine.Select(static part => new[]
            {
                HtmlText.Of(part.Part),
                part.Machine.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
                FigureText.Digits(part.Machine.Noise.MedianOverFastest),
                FigureText.Digits(part.Machine.Noise.P99OverFastest),
            }));
        }
    }

    private static void PutTargets(StringBuilder page, IReadOnlyList<Measurement> results)
    {
        var targets = results.Where(static result => result.Target is not null).ToList();
        Put(page, $"<h2>Targets: {targets.Count(static result => result.IsMet == true)} of {targets.Count} met</h2>");
        PutTable(page, s_targetHeads, targets.Select(Row));
        PutNotes(page, targets);
    }

    private static void PutLatencies(StringBuilder page, IReadOnlyList<Measurement> results)
    {
        var rows = LatencyRow.Of(results);
        if (rows.Count == 0)
        {
            return;
        }

        Put(page, $"<h2>Latencies</h2>\n<p>Ours, and beneath it what is beside it in the same run.</p>");
        PutTable(page, ["", .. LatencyRow.Columns], rows.Select(static row => row.Quantiles
            .Select(static result => result is null ? "" : FigureText.Of(result.Value, result.Unit)
                + (result.TheirValue is { } theirs ? $"<br><small>{FigureText.Of(theirs, result.Unit)}</small>" : ""))
            .Prepend(HtmlText.Of(row.Name)).ToArray()));
    }

    private static void PutCharts(StringBuilder page, IReadOnlyList<Measurement> results)
    {
        var charts = Chart.Of(results);
        if (charts.Count == 0)
        {
            return;
        }

        Put(page, $"<h2>Curves</h2>\n<div class=\"charts\">");
        foreach (var chart in charts)
        {
            Put(page, $"<figure>\n<figcaption>{HtmlText.Of(chart.Title)}</figcaption>\n{LineChart.Draw(chart)}<ul>");
            for (var number = 0; number < chart.Series.Count; number++)
            {
                var series = chart.Series[number];
                var growth = series.Exponent is { } exponent ? string.Create(CultureInfo.InvariantCulture, $" <small>x<sup>{exponent:0.00}</sup></small>") : "";
                Put(page, $"<li><i class=\"{LineChart.Colour(number)}{(series.IsRival ? " rival" : "")}\"></i>{HtmlText.Of(series.Name)}{growth}</li>");
            }

            Put(page, $"</ul>\n</figure>");
        }

        Put(page, $"</div>");
    }

    private static string[] Row(Measurement result) =>
    [
        HtmlText.Of(result.Name),
        FigureText.Of(result.Value, result.Unit),
        result.TheirValue is { } theirs ? FigureText.Of(theirs, result.Unit) : "",
        FigureText.Ratio(result),
        FigureText.Target(result),
        result.IsMet switch { true => "<b class=\"met\">met</b>", false => "<b class=\"missed\">not met</b>", null => "" },
        FigureText.Spread(result),
        HtmlText.Of(result.Rival),
    ];

    private static void PutTable(StringBuilder page, IReadOnlyList<string> heads, IEnumerable<string[]> rows)
    {
        page.Append("<table>\n");
        if (heads.Any(static head => head.Length > 0))
        {
            Put(page, $"<tr>{string.Concat(heads.Select(static head => $"<th>{HtmlText.Of(head)}</th>"))}</tr>");
        }

        foreach (var row in rows)
        {
            Put(page, $"<tr>{string.Concat(row.Select(static cell => $"<td>{cell}</td>"))}</tr>");
        }

        page.Append("</table>\n");
    }

    private static void PutNotes(StringBuilder page, IEnumerable<Measurement> results)
    {
        var notes = results.Where(static result => result.Note is not null).ToList();
        if (notes.Count > 0)
        {
            Put(page, $"<details><summary>Notes</summary><dl>{string.Concat(notes.Select(static result => $"<dt>{HtmlText.Of(result.Name)}</dt><dd>{HtmlText.Of(result.Note)}</dd>\n"))}</dl></details>");
        }
    }

    private static void Put(StringBuilder page, FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
