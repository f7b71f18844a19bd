using System;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Metrology;

namespace ThreadStore.Benchmarks;

/// <summary>One configuration for every benchmark: bytes as bytes, the 95th percentile, Markdown and full JSON, a file of results when one is asked for.</summary>
internal sealed class BenchConfig : ManualConfig
{
    /// <summary>Which job: <c>full</c>, which is the default, or <c>quick</c>. On the command line a job would be added to this one.</summary>
    public const string JobVariable = "THREADSTORE_BENCH_JOB";

    /// <summary>Where the file of results goes; none is written when it is not set.</summary>
    public const string ResultsVariable = "THREADSTORE_BENCH_RESULTS";

    private const string QuickName = "quick";
    private const string FullName = "full";
    private const int QuickIterations = 5;
    private const int QuickWarmups = 3;
    private const int QuickIterationMs = 20;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="ArgumentException">The environment names a job that there is not.</exception>
    public BenchConfig()
    {
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.P95);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(MarkdownExporter.GitHub, JsonExporter.Full);
        AddJob(Environment.GetEnvironmentVariable(JobVariable) switch
        {
            null or "" or FullName => Full(),
            QuickName => Quick(),
            var other => throw new ArgumentException($"{JobVariable} is {QuickName} or {FullName}, not {other}"),
        });
        if (Environment.GetEnvironmentVariable(ResultsVariable) is { Length: > 0 } path)
        {
            AddExporter(new ResultFileExporter(path));
        }

        // Two minutes are too few where others build beside it.
        WithBuildTimeout(TimeSpan.FromMinutes(10));
        WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithSizeUnit(SizeUnit.B));
    }

    // Each benchmark in a process of its own, built from a project that BenchmarkDotNet writes: which analyzers need not look at again.
    private static Job Full() =>
        Job.ShortRun.WithId(FullName).WithGcConcurrent(false).WithGcServer(false).WithArguments([new MsBuildArgument("/p:RunAnalyzers=false")]);

    // In this process, whose collector is set as that of the other job, and whose project has code compiled well at once.
    private static Job Quick() =>
        Job.Default.WithId(QuickName).WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(QuickWarmups).WithIterationCount(QuickIterations).WithIterationTime(TimeInterval.FromMilliseconds(QuickIterationMs));
}
