using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>The rollouts of samples/rollouts: what real lines look like.</summary>
internal static class SampleRollouts
{
    /// <summary>The thread of the first one.</summary>
    public static ThreadId FirstThread { get; } = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    /// <summary>The thread with the most turns: 64.</summary>
    public static ThreadId LongestThread { get; } = ThreadId.Parse("01a1fcbb-d32c-7ca0-b320-734d7dac29fe");

    /// <summary>The files, in the order of their names.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "samples", "rollouts"), "*.jsonl").Order(StringComparer.Ordinal)];

    /// <summary>The rollout of a thread.</summary>
    public static string FileOf(ThreadId thread) => Files.Single(path => path.EndsWith($"{thread}.jsonl", StringComparison.Ordinal));

    /// <summary>All lines with their LF, in the order of the files.</summary>
    public static IEnumerable<byte[]> Lines() => Files.SelectMany(File.ReadLines).Select(static line => Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The lines of one kind: what an event's payload says of itself, else the type of the line; all of them of "all".</summary>
    public static byte[][] LinesOf(string kind)
    {
        byte[][] lines = [.. Lines().Where(line => kind == "all" || IsOf(kind, line))];
        return lines.Length > 0 ? lines : throw new InvalidOperationException($"no sample line of kind {kind}");
    }

    private static bool IsOf(string kind, byte[] text)
    {
        var reader = new LineReader(text, 0);
        if (reader.Read(out var line) is not LineStatus.Line)
        {
            return false;
        }

        var type = line.TypeName.SequenceEqual("event_msg"u8) ? PayloadType.Find(line.Payload) : line.TypeName;
        return type.SequenceEqual(Encoding.UTF8.GetBytes(kind));
    }
}
