using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ThreadStore.Cli.Replay;

/// <summary>Finds the rollouts that a command line names.</summary>
internal static class SourceFiles
{
    private const string Pattern = "rollout-*.jsonl";
    private const string CompressedPattern = "rollout-*.jsonl.zst";

    /// <summary>The files named, and those below the directories named, in the order of their paths.</summary>
    /// <exception cref="UsageException">A path is not there, or a directory holds no rollout.</exception>
    internal static List<SourceFile> Find(IReadOnlyList<string> paths, Action<string> note)
    {
        var found = new List<SourceFile>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                AddBelow(path, found, note);
            }
            else if (File.Exists(path))
            {
                found.Add(new SourceFile(path, IsNamed: true));
            }
            else
            {
                throw new UsageException($"no such file or directory: {path}");
            }
        }

        return found;
    }

    private static void AddBelow(string directory, List<SourceFile> found, Action<string> note)
    {
        var below = Directory.GetFiles(directory, Pattern, SearchOption.AllDirectories);
        Array.Sort(below, StringComparer.Ordinal);
        found.AddRange(below.Select(static path => new SourceFile(path, IsNamed: false)));
        if (below.Length == 0)
        {
            throw new UsageException($"no rollouts (rollout-*.jsonl) below {directory}");
        }

        foreach (var compressed in Directory.EnumerateFiles(directory, CompressedPattern, SearchOption.AllDirectories))
        {
            note($"{compressed}: compressed rollouts cannot be replayed, skipped");
        }
    }
}
