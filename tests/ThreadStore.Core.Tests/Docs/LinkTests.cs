using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// Nothing that is pointed at is missing. Seen to fail: with a link of the README led to no page, with a test renamed in
/// docs/architecture.md, and with a page renamed in a comment of the sources.
/// </summary>
public sealed class LinkTests
{
    private static readonly IReadOnlyList<string> s_pages = Repository.Files("", "*.md");

    [Fact]
    public void RelativeLinks_OfEveryPage_Resolve()
    {
        var broken = new List<string>();
        var seen = 0;
        foreach (var page in s_pages)
        {
            foreach (var target in Targets(Repository.Read(page)))
            {
                seen++;
                if (!Exists(page, target))
                {
                    broken.Add($"{page}: {target}");
                }
            }
        }

        Assert.Empty(broken);
        Assert.True(seen > 20, "the pages have links");
    }

    [Fact]
    public void Pages_ThatSourcesName_Exist()
    {
        var named = new[] { "src", "tests", "bench" }.SelectMany(static folder => Repository.Files(folder, "*.cs"))
            .Append("Directory.Packages.props")
            .SelectMany(static file => Repository.Matches(Repository.Read(file), @"\bdocs/[\w./-]+\.md").Select(match => (file, page: match.Value)))
            .ToList();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, static one => !File.Exists(Path.Combine(Repository.Root, one.page)));
    }

    [Fact]
    public void Tests_ThatPagesName_Exist()
    {
        var sources = Repository.Files("tests", "*Tests.cs").ToLookup(static file => Path.GetFileNameWithoutExtension(file), Repository.Read, StringComparer.Ordinal);
        var named = s_pages.SelectMany(static page => Repository.Matches(Repository.Read(page), @"\b(\w+Tests)\.(\w+_\w+)\b").Select(match => (page, match))).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named
            .Where(one => !sources[one.match.Groups[1].Value].Any(source => source.Contains($" {one.match.Groups[2].Value}(", StringComparison.Ordinal)))
            .Select(static one => $"{one.page}: {one.match.Value}"));
    }

    private static IEnumerable<string> Targets(string markdown) => Repository.Matches(markdown, @"\]\(([^)\s]+)\)").Select(static match => match.Groups[1].Value)
        .Where(static target => !target.StartsWith("https://", StringComparison.Ordinal));

    private static bool Exists(string page, string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        var full = Path.Combine(Repository.Root, file);
        return (File.Exists(full) || Directory.Exists(full))
            && (parts.Length == 1 || File.ReadLines(full).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]));
    }

    // As the usual renderers make them: lower case, blanks to hyphens, everything else but letters and digits dropped.
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-').Where(static c => char.IsLetterOrDigit(c) || c is '-' or '_'));
}
