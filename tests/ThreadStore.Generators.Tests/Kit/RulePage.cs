using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ThreadStore.Generators.Kit;

/// <summary>The page of a rule, <c>docs/rules/&lt;id&gt;.md</c>: its first C# block is wrong, its second right.</summary>
internal static class RulePage
{
    /// <summary>Fails unless the page is there, bears the rule's title, and its two examples are what they say.</summary>
    public static void AssertTellsTheTruth(DiagnosticDescriptor rule, Func<string, GeneratorRun> run)
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "rules", rule.Id + ".md"));
        Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", page, StringComparison.Ordinal);
        var examples = Examples(page);
        Assert.Equal(2, examples.Count);
        Assert.All(run(examples[0]).Diagnostics, found => Assert.Equal(rule.Id, found.Id));
        Assert.NotEmpty(run(examples[0]).Diagnostics);
        run(examples[1]).AssertClean();
    }

    private static List<string> Examples(string page)
    {
        const string Fence = "```csharp\n";
        var found = new List<string>();
        for (var start = page.IndexOf(Fence, StringComparison.Ordinal); start >= 0; start = page.IndexOf(Fence, start + 1, StringComparison.Ordinal))
        {
            var code = start + Fence.Length;
            found.Add(page[code..page.IndexOf("```", code, StringComparison.Ordinal)]);
        }

        return found;
    }
}
