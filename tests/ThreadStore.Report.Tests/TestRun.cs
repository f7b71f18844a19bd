using System;
using System.Collections.Generic;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;

namespace ThreadStore.Report;

/// <summary>Runs made up for tests.</summary>
internal static class TestRun
{
    internal static MachineFacts Machine(string cpu = "a processor", int cores = 2, double noise = 1.02) => new()
    {
        At = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        Cpu = cpu,
        Cores = cores,
        MemoryMiB = 8192,
        Kernel = "6.18",
        FileSystem = "ext4",
        Sdk = "10.0.100",
        Runtime = ".NET 10",
        Commit = "0123456789ab",
        Sqlite = "3.35.5",
        SqliteSettings = new Dictionary<string, string>(StringComparer.Ordinal) { ["journal_mode"] = "wal" },
        Noise = new MachineNoise(noise, 2, 500),
    };

    internal static BenchRun Of(MachineFacts machine, params Measurement[] results) => new([new ResultFile("part", machine, results)]);

    internal static Measurement Result(string name, double[] ours, double[]? theirs = null, string unit = "ns", Better better = Better.Lower) =>
        new() { Name = name, Unit = unit, Better = better, Ours = ours, Theirs = theirs, Rival = theirs is null ? null : "write(2)" };

    internal static Measurement Point(string chart, string series, double x, double y, string unit = "us", double[]? theirs = null) =>
        Result($"{chart}/{series}/{x}", [y], theirs, unit) with { Plot = new PlotPoint(chart, series, x, "threads") };
}
