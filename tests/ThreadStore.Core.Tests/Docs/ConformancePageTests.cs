using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// Each line of the conformance list is held by a test that exists, or by a row of the differences. Seen to fail: with a line taken out,
/// with a test renamed, with a [Fact] taken from one, with a difference renamed, with a test that names a
/// line where the table does not, and with a class taken out of the suite's README.
/// </summary>
public sealed class ConformancePageTests
{
    private const int Lines = 37;

    private static readonly IReadOnlyList<string[]> s_rows = Repository.Table(Repository.Read("docs/conformance.md"), "# Conformance");

    [Fact]
    public void Table_HasEveryLine_HeldByATestOrADifference()
    {
        Assert.Equal(Enumerable.Range(1, Lines).Select(static number => number.ToString(CultureInfo.InvariantCulture)), s_rows.Select(static row => row[0]));
        Assert.All(s_rows, static row => Assert.NotEmpty(Tests(row).Concat(Differences(row).Select(static one => one.Topic))));

        var tests = TestsOfTheTree();
        Assert.DoesNotContain(s_rows.SelectMany(Tests), named => !tests.Contains(named));
        Assert.DoesNotContain(s_rows.SelectMany(Differences), static one => !TopicsOf(one.Section).Contains(one.Topic));
    }

    [Fact]
    public void Tests_ThatCarryALinesNumber_AreNamedInThatLine()
    {
        var shown = s_rows.ToDictionary(static row => int.Parse(row[0], CultureInfo.InvariantCulture), static row => Tests(row).ToHashSet(StringComparer.Ordinal));
        var numbered = TestsOfTheTree().SelectMany(static test => Repository.Matches(test, @"\.Conformance(\d\d)_").Select(match => (test, line: int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)))).ToList();

        Assert.True(numbered.Count > Lines / 2, "tests carry numbers");
        Assert.Empty(numbered.Where(one => !shown[one.line].Contains(one.test)).Select(static one => one.test));
    }

    [Fact]
    public void Readme_OfTheSuite_DerivesEachOfItsClasses()
    {
        const string Suite = "tests/ThreadStore.Conformance";
        var classes = Repository.Files(Suite, "*Conformance.cs", isDeep: false).Select(static file => Path.GetFileNameWithoutExtension(file)).Where(static name => name != "StoreConformance");
        var shown = Repository.Matches(Repository.Read(Suite + "/README.md"), @": (\w+Conformance)<MyBackend>;").Select(static match => match.Groups[1].Value);

        Assert.Equal(classes.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Tests(string[] row) => Repository.Matches(row[2], @"`(\w+\.\w+)`").Select(static match => match.Groups[1].Value);

    private static IEnumerable<(string Topic, string Section)> Differences(string[] row) =>
        Repository.Matches(row[2], @"\[([^\]]+)\]\(differences-from-codex\.md#([\w-]+)\)").Select(static match => (match.Groups[1].Value, match.Groups[2].Value));

    // The first cells of the table below the heading with that anchor.
    private static IEnumerable<string> TopicsOf(string section)
    {
        var page = Repository.Read("docs/differences-from-codex.md");
        var heading = page.Split('\n').Single(line => line.StartsWith("## ", StringComparison.Ordinal) && line[3..].ToLowerInvariant().Replace(' ', '-') == section);
        return Repository.Table(page, heading).Select(static row => row[0]);
    }

    // Class.Method of everything that xunit runs, read off the sources: the suite is in an assembly that these tests do not load.
    private static HashSet<string> TestsOfTheTree() => Repository.Files("tests", "*.cs")
        .SelectMany(static file => Repository.Matches(Repository.Read(file), @"\[(?:Fact|Theory)\]\s+(?:\[[^\n]*\]\s+|//[^\n]*\s+)*public (?:async )?(?:Task|void) (\w+)\(")
            .Select(match => $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups[1].Value}"))
        .ToHashSet(StringComparer.Ordinal);
}
