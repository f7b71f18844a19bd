using System;
using System.Text.Json;
using Spectre.Console;
using ThreadStore.Cli.Replay;

namespace ThreadStore.Cli.Output;

/// <summary>What a replay did, as JSON fields or as a table.</summary>
internal static class ReplayOutput
{
    internal static void WriteFields(Utf8JsonWriter json, ReplayReport report)
    {
        json.WriteNumber("threads"u8, report.Threads);
        json.WriteNumber("lines"u8, report.Lines);
        json.WriteNumber("bytes"u8, report.Bytes);
        json.WriteNumber("seconds"u8, Math.Round(report.Seconds, 6));
        json.WriteStartObject("append_us"u8);
        json.WriteNumber("p50"u8, Microseconds(report, 0.5));
        json.WriteNumber("p99"u8, Microseconds(report, 0.99));
        json.WriteNumber("p999"u8, Microseconds(report, 0.999));
        json.WriteNumber("max"u8, Microseconds(report, 1));
        json.WriteEndObject();
        json.WriteNumber("allocated_bytes"u8, report.AllocatedBytes);
        json.WriteStartObject("projection"u8);
        json.WriteNumber("rows"u8, report.ProjectionRows);
        json.WriteNumber("seconds"u8, Math.Round(report.ProjectionSeconds, 6));
        json.WriteEndObject();
    }

    /// <summary>A table to which the caller may add.</summary>
    internal static Grid ToGrid(ReplayReport report)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Add(grid, "written", $"{report.Threads} threads, {report.Lines:N0} lines, {report.Bytes:N0} bytes in {report.Seconds:0.000} s");
        Add(
            grid,
            "append",
            $"p50 {Microseconds(report, 0.5):N1} µs   p99 {Microseconds(report, 0.99):N1} µs   p99.9 {Microseconds(report, 0.999):N1} µs   "
            + $"max {Microseconds(report, 1):N1} µs   ({report.Appends.Count:N0} appends)");
        Add(grid, "allocated", $"{report.AllocatedBytes:N0} bytes by all appends");
        Add(grid, "projection", $"{report.ProjectionRows} rows; ran on for {report.ProjectionSeconds * 1000:N1} ms after the last append");
        return grid;
    }

    internal static void Add(Grid grid, string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));

    private static double Microseconds(ReplayReport report, double share) => Math.Round(report.Appends.Percentile(share), 3);
}
