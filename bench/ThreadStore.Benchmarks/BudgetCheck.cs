using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Running;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary><c>check-budgets</c>: holds the bytes that every benchmark allocates per operation against its budget.</summary>
internal static class BudgetCheck
{
    /// <summary>The verb's name.</summary>
    public const string Name = "check-budgets";

    private const int WithinBudget = 0;
    private const int Exceeded = 1;
    private const int Failed = 2;

    /// <summary>Builds the verb.</summary>
    public static Command Build()
    {
        var json = new Option<FileInfo>("--json")
        {
            Description = "The budgets: benchmark -> bytes per operation, or {\"bytes\": N, \"level\": \"warn\"}.",
            DefaultValueFactory = static _ => new FileInfo(Path.Combine("bench", "budgets", "alloc.json")),
        };
        var only = new Option<string>("--only") { Description = "Only benchmarks with this text in their names.", DefaultValueFactory = static _ => "" };
        var measured = new Option<FileInfo?>("--measured") { Description = "Writes what was measured, in the form of the budgets, to look at and to copy from." };
        var command = new Command(
            Name, "Measures the bytes that each benchmark allocates per operation, without its time. Exit code 1 when one exceeds its budget or has none, or a budget has no benchmark; 2 when it cannot run.")
        {
            json,
            only,
            measured,
        };
        command.SetAction(parsed => Run(parsed.GetValue(json)!, parsed.GetValue(only)!, parsed.GetValue(measured)));
        return command;
    }

    private static int Run(FileInfo json, string only, FileInfo? target)
    {
        try
        {
            var budgets = AllocationBudgets.Read(json.FullName).Only(only);
            var measured = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (name, benchmark) in Benchmarks().Where(one => one.Name.Contains(only, StringComparison.Ordinal)))
            {
                measured[name] = AllocationMeter.Measure(benchmark, budgets.Find(name)?.Bytes);
            }

            if (target is not null)
            {
                File.WriteAllText(target.FullName, JsonSerializer.Serialize(measured, s_indented) + "\n");
            }

            return Print(budgets.Compare(measured));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
        catch (TargetInvocationException e)
        {
            Console.Error.WriteLine(e.InnerException);
            return Failed;
        }
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<(string Name, BenchmarkCase Benchmark)> Benchmarks() =>
        from type in typeof(BudgetCheck).Assembly.GetTypes()
        where type.IsPublic && type.GetMethods().Any(static method => method.IsDefined(typeof(BenchmarkAttribute)))
        orderby type.Name
        from benchmark in BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases
        select (FullNameProvider.GetBenchmarkName(benchmark), benchmark);

    private static int Print(IReadOnlyList<AllocationVerdict> verdicts)
    {
        var wrong = verdicts.Where(static verdict => verdict.Kind is not AllocationVerdictKind.Within).ToList();
        foreach (var verdict in wrong)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{verdict.Kind,-12} {Text(verdict.Measured),12} B of {Text(verdict.Budget?.Bytes),12} B  {verdict.Name}"));
        }

        Console.WriteLine($"{verdicts.Count} benchmarks, {verdicts.Count(static verdict => verdict.IsFailure)} outside of their budget, {wrong.Count(static verdict => !verdict.IsFailure)} warnings");
        return verdicts.Any(static verdict => verdict.IsFailure) ? Exceeded : WithinBudget;
    }

    private static string Text(long? bytes) => bytes?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
