using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ThreadStore.Docs;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly string[] s_notSources = [".git", "artifacts", "bin", "obj", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>The files of a folder and of those below it that match the pattern, relative to the root.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern, bool isDeep = true)
    {
        var found = new List<string>();
        Collect(Path.Combine(Root, folder), pattern, isDeep, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>The lines of every fenced block of that language.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Fenced(string markdown, string language)
    {
        var blocks = new List<IReadOnlyList<string>>();
        List<string>? block = null;
        var isWanted = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                block?.Add(line);
            }
            else if (block is null)
            {
                block = [];
                isWanted = line == "```" + language;
            }
            else
            {
                if (isWanted)
                {
                    blocks.Add(block);
                }

                block = null;
            }
        }

        return blocks;
    }

    /// <summary>The rows of the first table below a heading: their cells, without the head of the table.</summary>
    public static IReadOnlyList<string[]> Table(string markdown, string heading)
    {
        var lines = markdown.Split('\n').ToList();
        var start = lines.IndexOf(heading);
        return start < 0
            ? throw new InvalidOperationException($"no heading '{heading}'")
            : [.. lines.Skip(start + 1)
                .SkipWhile(static line => !line.StartsWith('|'))
                .TakeWhile(static line => line.StartsWith('|'))
                .Skip(2)
                .Select(static line => line.Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())];
    }

    /// <summary>Every match of a pattern.</summary>
    public static IEnumerable<Match> Matches(string text, string pattern) => Regex.Matches(text, pattern, RegexOptions.CultureInvariant, s_timeout);

    /// <summary>C# without its comments, documentation and string literals.</summary>
    public static string CodeOnly(string source) => s_notCode.Replace(source, static match => match.Value[0] == '/' ? " " : "\"\"");

    // Raw strings, verbatim strings, strings, characters, comments: whatever begins first.
    private static readonly Regex s_notCode = new(
        """"
        """[\s\S]*?"""|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/
        """".Trim(),
        RegexOptions.CultureInvariant,
        s_timeout);

    private static void Collect(string folder, string pattern, bool isDeep, List<string> found)
    {
        found.AddRange(Directory.GetFiles(folder, pattern).Select(static path => Path.GetRelativePath(Root, path)));
        foreach (var below in isDeep ? Directory.GetDirectories(folder) : [])
        {
            if (!s_notSources.Contains(Path.GetFileName(below)))
            {
                Collect(below, pattern, isDeep, found);
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ThreadStore.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run from within the source tree");
    }
}
