using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Items;

/// <summary>The rollouts that the real Codex wrote.</summary>
internal static class Samples
{
    public static IReadOnlyList<string> Paths { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.jsonl").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Paths.Select(static path => Path.GetFileName(path))];

    public static string First => Path.GetFileName(Paths[0]);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name));

    public static ThreadId IdOf(string name) => ThreadId.Parse(Path.GetFileNameWithoutExtension(name)[^36..]);

    /// <summary>The first line of any sample that satisfies the condition, without its LF.</summary>
    public static byte[] Line(string mustContain)
    {
        foreach (var path in Paths)
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.Contains(mustContain, StringComparison.Ordinal))
                {
                    return System.Text.Encoding.UTF8.GetBytes(line);
                }
            }
        }

        throw new InvalidOperationException($"no sample line contains {mustContain}");
    }
}
