using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;
using Xunit;

namespace ThreadStore.Report;

/// <summary>
/// docs/performance.md says what the committed run says, and leaves no target out that the run missed.
/// Seen to fail: with a ratio of the page made smaller, with "met" written over "NOT MET", and with the row of a missed target deleted.
/// </summary>
public sealed class PerformancePageTests
{
    private const string Folder = "bench/results/";

    private static readonly string s_page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/performance.md"));

    private static readonly Dictionary<string, Measurement> s_run = BenchRun.Read(Path.Combine(SourceTree.Root, RunOf(s_page))).Results
        .ToDictionary(static result => result.Name, StringComparer.Ordinal);

    [Fact]
    public void EveryRow_HasTheRatioOfTheRun_AndWhetherItsTargetIsMet()
    {
        var rows = Rows();

        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var name = row[^1].Trim('`');
            Assert.True(s_run.TryGetValue(name, out var result), $"the run has no {name}");
            Assert.Equal((name, FigureText.Ratio(result), FigureText.Target(result), FigureText.Met(result)), (name, row[^4], row[^3], row[^2]));
        }
    }

    [Fact]
    public void EveryMissedTarget_HasARow()
    {
        var shown = Rows().Select(static row => row[^1].Trim('`')).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(s_run.Values.Where(result => result.IsMet is false && !shown.Contains(result.Name)).Select(static result => result.Name));
    }

    [Fact]
    public void TheReadme_LinksToTheSameRun() => Assert.Equal(RunOf(s_page), RunOf(File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"))));

    private static string RunOf(string page) => Regex.Match(page, $@"{Folder}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[0-9a-f]+", RegexOptions.None, TimeSpan.FromSeconds(5)).Value;

    // The last four cells of every table row that ends with the name of a measurement.
    private static List<string[]> Rows() =>
        [.. s_page.Split('\n')
            .Where(static line => line.StartsWith('|') && line.TrimEnd().EndsWith("` |", StringComparison.Ordinal))
            .Select(static line => line.Trim().Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())];
}
