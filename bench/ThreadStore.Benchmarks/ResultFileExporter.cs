using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThreadStore.Measuring;
using Measurement = ThreadStore.Measuring.Measurement;

namespace ThreadStore.Benchmarks;

/// <summary>
/// Writes what BenchmarkDotNet measured as a file of results: nanoseconds per operation, a figure for each iteration, and bytes per operation. It is
/// written again after each class, with all of those before.
/// </summary>
/// <param name="path">Where it goes.</param>
internal sealed class ResultFileExporter(string path) : IExporter
{
    // Asked for when the run begins.
    private readonly MachineFacts _machine = MachineFacts.Collect();
    private readonly List<Measurement> _results = [];

    /// <inheritdoc/>
    public string Name => nameof(ResultFileExporter);

    /// <inheritdoc/>
    public void ExportToLog(Summary summary, ILogger logger)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        foreach (var report in summary.Reports.Where(static report => report.Success))
        {
            var baseline = summary.Reports.FirstOrDefault(other => IsBaselineOf(report.BenchmarkCase, other.BenchmarkCase) && other.Success);
            _results.Add(Time(report, baseline));

            // Not what MemoryDiagnoser counted: that is of one iteration, and of whatever happened beside it.
            _results.Add(new Measurement { Name = NameOf(report.BenchmarkCase) + "/bytes", Unit = "B", Ours = [AllocationMeter.Measure(report.BenchmarkCase, expected: 0)] });
        }

        new ResultFile(Path.GetFileNameWithoutExtension(path), _machine, _results).Write(path);
        return [path];
    }

    private static Measurement Time(BenchmarkReport report, BenchmarkReport? baseline) => new()
    {
        Name = NameOf(report.BenchmarkCase),
        Unit = "ns",
        Ours = Iterations(report),
        Theirs = baseline is null ? null : Iterations(baseline),
        Rival = baseline?.BenchmarkCase.Descriptor.WorkloadMethod.Name,
        Target = baseline is null ? null : report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<TargetRatioAttribute>()?.Ratio,
        Note = baseline is null ? null : "one after the other, not in turn: a slow moment of the machine shows in the ratio",
    };

    private static double[] Iterations(BenchmarkReport report) =>
        [.. report.AllMeasurements.Where(static one => one.Is(IterationMode.Workload, IterationStage.Result)).Select(static one => one.Nanoseconds / one.Operations)];

    private static bool IsBaselineOf(BenchmarkCase one, BenchmarkCase other) =>
        other.Descriptor.Baseline && !one.Descriptor.Baseline && one.Descriptor.Type == other.Descriptor.Type && Parameters(one) == Parameters(other);

    private static string NameOf(BenchmarkCase one) =>
        $"micro/{one.Descriptor.Type.Name}.{one.Descriptor.WorkloadMethod.Name}{(one.HasParameters ? "/" : "")}{Parameters(one)}";

    private static string Parameters(BenchmarkCase one) =>
        string.Join(',', one.Parameters.Items.Select(static item => $"{item.Name}={Convert.ToString(item.Value, CultureInfo.InvariantCulture)}"));
}
