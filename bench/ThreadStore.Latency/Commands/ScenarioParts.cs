using System.Collections.Generic;
using System.IO;
using ThreadStore.Latency.Driving;
using ThreadStore.Latency.Scenarios;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Commands;

/// <summary>The parts that drive scenarios.</summary>
internal static class ScenarioParts
{
    private const int QuickMostThreads = 100;

    /// <summary><c>rates</c>.</summary>
    public static IReadOnlyList<Measurement> Rates(PartOptions options, TextWriter output) => Run(ScenarioList.Rates(), options, output);

    /// <summary><c>threads</c>.</summary>
    public static IReadOnlyList<Measurement> Threads(PartOptions options, TextWriter output) =>
        Run(ScenarioList.Threads(options.IsQuick ? QuickMostThreads : int.MaxValue, Kernel.RaiseDescriptorLimit()), options, output);

    /// <summary><c>durabilities</c>.</summary>
    public static IReadOnlyList<Measurement> Durabilities(PartOptions options, TextWriter output) => Run(ScenarioList.Durabilities(), options, output);

    /// <summary><c>projector</c>.</summary>
    public static IReadOnlyList<Measurement> Projector(PartOptions options, TextWriter output)
    {
        using var driver = new DriverThread();
        var run = new ScenarioRun(driver, options.Length, options.Rounds);
        var table = new ScenarioTable(output);
        var results = Run(ScenarioList.Projector(), run, table);

        // That the lock makes no difference is a claim about ourselves, not about a write.
        var pair = run.BesideItself(ScenarioList.DatabaseLocked, ScenarioList.ProjectorIdle);
        table.Write(ScenarioList.DatabaseLocked, ScenarioList.ProjectorIdle, pair);
        results.Add(ScenarioMeasurements.OverItself(ScenarioList.DatabaseLocked, ScenarioList.ProjectorIdle, pair));
        return results;
    }

    private static List<Measurement> Run(IEnumerable<Scenario> scenarios, PartOptions options, TextWriter output)
    {
        using var driver = new DriverThread();
        return Run(scenarios, new ScenarioRun(driver, options.Length, options.Rounds), new ScenarioTable(output));
    }

    private static List<Measurement> Run(IEnumerable<Scenario> scenarios, ScenarioRun run, ScenarioTable table)
    {
        table.WriteHead();
        var results = new List<Measurement>();
        foreach (var scenario in scenarios)
        {
            var pair = run.BesideWrite(scenario);
            table.Write(scenario, pair);
            results.AddRange(ScenarioMeasurements.Of(scenario, pair));
        }

        return results;
    }
}
