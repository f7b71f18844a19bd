using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ThreadStore.Generators.Kit;
using ThreadStore.Generators.Projections;
using ThreadStore.Generators.Tracing;
using Xunit;

namespace ThreadStore.Generators;

/// <summary>
/// Law: the index of the rules' pages has each rule once, in order, with its severity and title, and the folder has no page besides.
/// Seen to fail: with a title changed in the index, with a row taken out of it, and with a page of a rule that does not exist.
/// </summary>
public sealed class RuleIndexTests
{
    private static readonly string s_folder = Path.Combine(SourceTree.Root, "docs", "rules");

    private static readonly List<DiagnosticDescriptor> s_rules =
    [
        .. new[] { typeof(ProjectionRules), typeof(TraceSpanRules) }.SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!),
    ];

    [Fact]
    public void Index_HasEachRuleWithItsSeverityAndTitle()
    {
        var rows = File.ReadLines(Path.Combine(s_folder, "README.md")).Where(static line => line.StartsWith("| [TSG", StringComparison.Ordinal));

        Assert.Equal(s_rules.Select(static rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.DefaultSeverity.ToString().ToLowerInvariant()} | {rule.Title.ToString(null)} |"), rows);
    }

    [Fact]
    public void Folder_HasAPagePerRuleAndNoOther() => Assert.Equal(
        s_rules.Select(static rule => rule.Id).Append("README").Order(StringComparer.Ordinal),
        Directory.GetFiles(s_folder, "*.md").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
}
