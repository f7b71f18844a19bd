using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Scenarios;

/// <summary>The text of scenarios, a line for each side, as each of them ends.</summary>
internal sealed class ScenarioTable(TextWriter output)
{
    private const int NameWidth = 34;

    /// <summary>The names of the columns.</summary>
    public void WriteHead()
    {
        output.WriteLine("Latencies in us, from the intended start; medians of the rounds, max of all. GC: collections of all rounds. Allocated: per append, by the process and by the driver's thread. Core wait: ms of a round in which the driver had no core.");
        output.WriteLine(
            $"{"scenario",-NameWidth} {"side",-8} {"N",11} {"p50",9} {"p90",9} {"p99",9} {"p99.9",9} {"p99.99",10} {"max",10} {"reached/s",10} {"core wait",9} {"GC 0/1/2",9} {"B process",9} {"B driver",8} {"appended",9}");
    }

    /// <summary>A scenario with its rival, and the ratios.</summary>
    public void Write(Scenario scenario, PairOfRounds pair) => Write(scenario.Name, "ours", "theirs", pair);

    /// <summary>The same of two conditions.</summary>
    public void Write(Scenario scenario, Scenario other, PairOfRounds pair) => Write($"{scenario.Name} beside {other.Condition}", "former", "latter", pair);

    private void Write(string name, string ours, string theirs, PairOfRounds pair)
    {
        WriteSide(name, ours, pair.Ours);
        WriteSide("", theirs, pair.Theirs);
        var ratios = ScenarioMeasurements.Figures.Select(figure => Ratio(pair, figure.Of)).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"",-NameWidth} {"ratio",-8} {"",11} {ratios[0],9:F2} {ratios[1],9:F2} {ratios[2],9:F2} {ratios[3],9:F2} {ratios[4],10:F2} {ratios[5],10:F2} {Remarks(pair)}").TrimEnd());
        output.Flush();
    }

    private void WriteSide(string name, string side, IReadOnlyList<Round> rounds)
    {
        var count = rounds.Sum(static round => round.Latencies.Count);
        var operations = (double)rounds.Sum(static round => round.End.Operations);
        var figures = ScenarioMeasurements.Figures.Select(figure => Measurement.Median([.. rounds.Select(round => figure.Of(round.Latencies) / 1000.0)])).ToList();
        var collections = string.Join('/', rounds.Sum(static round => round.Collections.Gen0), rounds.Sum(static round => round.Collections.Gen1), rounds.Sum(static round => round.Collections.Gen2));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-NameWidth} {side,-8} {count,11:N0} {figures[0],9:N2} {figures[1],9:N2} {figures[2],9:N2} {figures[3],9:N2} {figures[4],10:N2} {rounds.Max(static round => round.Latencies.Max) / 1000.0,10:N2} {Measurement.Median([.. rounds.Select(static round => round.End.Rate)]),10:N0} {Measurement.Median([.. rounds.Select(static round => round.CoreWait / 1e6)]),9:N1} {collections,9} {rounds.Sum(static round => round.ProcessBytes) / operations,9:N2} {rounds.Sum(static round => round.DriverBytes) / operations,8:N2} {rounds.Sum(static round => round.AppendedBytes) >> 20,5:N0} MiB"));
    }

    private static string Remarks(PairOfRounds pair) =>
        string.Join("; ", new[] { ScenarioMeasurements.Saturation(pair), pair.Ours[^1].Load, ScenarioMeasurements.Others(pair) }.Where(static remark => remark is not null));

    private static double Ratio(PairOfRounds pair, Func<Histogram, long> of) =>
        Measurement.Median([.. pair.Ours.Zip(pair.Theirs, (ours, theirs) => of(ours.Latencies) / (double)of(theirs.Latencies))]);
}
