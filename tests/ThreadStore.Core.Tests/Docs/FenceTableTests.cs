using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// The table of fences in tests/models/README.md names members that exist, fences that stand in them, and mutations that are checked.
/// Seen to fail: with TakeAll renamed in the table, with the exchange in Sleep made a Volatile.Write there, and with a mutation misspelt.
/// </summary>
public sealed class FenceTableTests
{
    private const string Sources = "src/ThreadStore.Core/Projection";

    private static readonly List<string[]> s_rows = [.. Repository.Table(Repository.Read("tests/models/README.md"), "## Fences")];

    [Fact]
    public void Members_Exist()
    {
        var missing = s_rows.SelectMany(static row => new[] { row[0], row[2] }).Select(static cell => cell.Trim('`')).Where(static name => !Exists(name));

        Assert.True(s_rows.Count > 5, "the table has rows");
        Assert.Empty(missing);
    }

    [Fact]
    public void Fences_StandInTheSourcesOfTheirTypes()
    {
        var missing = s_rows
            .Where(static row => !SourcesOf(row[0].Trim('`').Split('.')[0]).Any(source => source.Contains(row[1].Trim('`'), StringComparison.Ordinal)))
            .Select(static row => $"{row[0]}: {row[1]}");

        Assert.Empty(missing);
    }

    [Fact]
    public void Mutations_AreConfigurations()
    {
        var checkedOnes = Repository.Read("tests/models/configurations.txt").Split('\n').Select(static line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var named = s_rows.SelectMany(static row => Repository.Matches(row[3], "`([a-z-]+)`").Select(static match => match.Groups[1].Value)).ToList();

        Assert.True(named.Count > 10, "the table names mutations");
        Assert.DoesNotContain(named, name => !checkedOnes.Contains(name));
    }

    private static bool Exists(string name)
    {
        var parts = name.Split('.');
        return typeof(Projector).Assembly.GetType($"ThreadStore.Projection.{parts[0]}") is { } type
            && type.GetMember(parts[1], BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;
    }

    private static IEnumerable<string> SourcesOf(string type) => Repository.Files(Sources, "*.cs", isDeep: false)
        .Where(file => Path.GetFileName(file) == $"{type}.cs" || Path.GetFileName(file).StartsWith($"{type}.", StringComparison.Ordinal))
        .Select(static file => Repository.CodeOnly(Repository.Read(file)));
}
