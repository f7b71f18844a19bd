using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>Law: each rule has an id of its own and a page, and what the page calls right the generator takes without a word.</summary>
public sealed partial class ProjectionRulePageTests
{
    private static readonly DiagnosticDescriptor[] s_rules =
        [.. typeof(ProjectionRules).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => (DiagnosticDescriptor)field.GetValue(null)!)];

    public static TheoryData<string> Ids => [.. s_rules.Select(static rule => rule.Id)];

    [Fact]
    public void Ids_AreNumberedWithoutAGap() =>
        Assert.Equal(Enumerable.Range(1, s_rules.Length).Select(static number => $"TSG{number:000}"), s_rules.Select(static rule => rule.Id).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_SaysTitleAndSeverity(string id)
    {
        var rule = s_rules.Single(rule => rule.Id == id);
        var lines = File.ReadAllLines(PagePath(rule));
        Assert.Equal($"# {id}: {rule.Title.ToString(null)}", lines[0]);
        Assert.Equal($"Severity: {rule.DefaultSeverity.ToString().ToLowerInvariant()}.", lines[2]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_WrongCodeGivesTheFindingAndRightCodeGivesNone(string id)
    {
        var page = File.ReadAllText(PagePath(s_rules.Single(rule => rule.Id == id)));
        var blocks = CodeBlock().Matches(page).Select(static match => match.Groups["code"].Value).ToList();
        Assert.Equal(2, blocks.Count);
        Assert.Empty(IdsOf(blocks[1]));

        // Sixty-one facts do not fit on a page.
        Assert.Equal(id == "TSG018" ? [] : [id], IdsOf(blocks[0]));
    }

    // A page shows a type, members of one, or an attribute that stands before one of the two.
    private static IEnumerable<string> IdsOf(string code)
    {
        var source = code switch
        {
            _ when code.Contains("struct", StringComparison.Ordinal) => "using ThreadStore.Projection; using ThreadStore.Projection.Declaring;\n" + code,
            _ when code.StartsWith("[ThreadProjection", StringComparison.Ordinal) => $"using ThreadStore.Projection; using ThreadStore.Projection.Declaring;\n{code} public partial struct HostFacts {{ }}",
            _ when code.StartsWith("[From", StringComparison.Ordinal) && !code.Contains("Utf8Text", StringComparison.Ordinal) =>
                Declaration.Of($"[Fact(Rule.First)] {code} public partial Utf8Text Given {{ get; }}"),
            _ when code.StartsWith("[Observe", StringComparison.Ordinal) && !code.Contains("OnItem", StringComparison.Ordinal) =>
                Declaration.Of(code + " static void OnItem(ref JsonCursor payload, ref Delta delta) { }"),
            _ when code.Contains("Shout", StringComparison.Ordinal) =>
                Declaration.Of("[Fact(Rule.First, Via = nameof(Shout))] [From(\"a:b\")] public partial Utf8Text Given { get; }\n" + code),
            _ => Declaration.Of(code),
        };
        return Declaration.Run(source).Diagnostics.Select(static found => found.Id);
    }

    private static string PagePath(DiagnosticDescriptor rule)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ThreadStore.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, rule.HelpLinkUri);
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
