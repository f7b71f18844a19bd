using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ThreadStore.Latency.Accounting;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Commands;

/// <summary><c>accounting</c>: bytes and syncs instead of time.</summary>
internal static class AccountingPart
{
    private const int Turns = 20;
    private const int QuickTurns = 3;
    private const int TracedThreads = 1000;
    private const int QuickTracedThreads = 100;

    /// <summary>Measures all of it. A turn takes as long as it took, and files take their time: a quick run has one round, of a few turns.</summary>
    public static IReadOnlyList<Measurement> Run(PartOptions options, TextWriter output)
    {
        var results = new List<Measurement>();
        var rounds = options.IsQuick ? 1 : options.Rounds;
        Add(Amplification.Measure(rounds, options.Length));
        Add(LogSyncs.Measure());
        Add(TracedSyncs.Measure(options.IsQuick ? QuickTracedThreads : TracedThreads, options.Length, output));
        Add(TurnBytes.Measure(rounds, options.IsQuick ? QuickTurns : Turns));
        return results;

        void Add(IEnumerable<Measurement> measurements)
        {
            foreach (var measurement in measurements)
            {
                results.Add(measurement);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{measurement.Name,-52} {measurement.Value,14:N3} {measurement.Unit,-6} {Ratio(measurement),-14} {measurement.Note}").TrimEnd());
                output.Flush();
            }
        }
    }

    private static string Ratio(Measurement measurement) =>
        measurement.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"ratio {ratio:F3}") : "";
}
