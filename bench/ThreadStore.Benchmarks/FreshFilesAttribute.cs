using System;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;

namespace ThreadStore.Benchmarks;

/// <summary>
/// For a class whose [IterationCleanup] begins new files, so that none grows beyond what the kernel keeps in memory: once an iteration, and not
/// after every call, which is what BenchmarkDotNet makes of such a method unless the job says how calls are unrolled.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FreshFilesAttribute() : JobMutatorConfigBaseAttribute(Job.Default.WithUnrollFactor(CallsInARow))
{
    private const int CallsInARow = 16;
}
