using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Metrology;

namespace ThreadStore.Benchmarks;

/// <summary>One configuration for every benchmark: bytes as bytes, the 95th percentile, Markdown and full JSON.</summary>
internal sealed class BenchConfig : ManualConfig
{
    public BenchConfig()
    {
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.P95);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(MarkdownExporter.GitHub, JsonExporter.Full);
        AddJob(Job.ShortRun.WithGcConcurrent(false).WithGcServer(false));
        WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithSizeUnit(SizeUnit.B));
    }
}
