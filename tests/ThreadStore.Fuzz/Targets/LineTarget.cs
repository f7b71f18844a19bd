using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ThreadStore.Fuzz.Mutation;
using ThreadStore.Fuzz.Reference;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The readers of lines, forward and backward.</summary>
/// <remarks>
/// Laws. The line reader finds what a slow reading finds: the same lines with the same parts, the same bad ranges for the same reasons. One
/// deviation is documented: of a line of the usual shape the inside of payload and metadata is not read, so it may be a line although they are no JSON. In
/// two pieces, forward through a file whatever its reads give, and backward: the same. Nothing throws.
/// </remarks>
internal sealed class LineTarget : FuzzTarget
{
    internal const string TargetName = "lines";

    // What a malformed line costs is an exception of the runtime's reader: its message and its trace.
    private const long BytesPerLine = 16 << 10;
    private const long BytesPerInput = 64 << 10;

    internal override string Name => TargetName;

    internal override int Share => 400;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var bytes = Make(random);
        var slow = SlowReader.Read(bytes);
        var lines = bytes.Count(static one => one == '\n') + 1;
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadBare(bytes);
        tally.Allocated(before, BytesPerInput + (BytesPerLine * lines), "the line reader");

        var found = Read(bytes, 0, out var consumed);
        Law.Same(Array.LastIndexOf(bytes, (byte)'\n') + 1L, consumed, "the end of the last line");
        tally.Count(LineCounts.All, slow.Count);
        tally.Count(LineCounts.Valid, slow.Count(static line => !line.IsBad));
        Compare(slow, found, bytes, tally);

        var cut = random.Next(bytes.Length + 1);
        var first = Read(bytes[..cut], 0, out var rest);
        Same(found, [.. first, .. Read(bytes[(int)rest..], rest, out _)], "in two pieces");

        var file = new MemoryFile(bytes, random.OneIn(3) ? random.Next(1, 200) : int.MaxValue);
        using var forward = new RolloutReader(file, 0);
        Same(found, Drain(forward), "forward");
        Law.Same(consumed, forward.Consumed, "the forward reader's end");
        using var backward = new BackwardRolloutReader(file);
        var reversed = Drain(backward);
        reversed.Reverse();
        Same(found, reversed, "backward");
    }

    private static byte[] Make(FuzzRandom random)
    {
        var bytes = new List<byte>();
        if (random.OneIn(12))
        {
            // So much that the lines behind it lie across the end of a reader's chunk.
            bytes.AddRange(Encoding.UTF8.GetBytes("{\"type\":\"compacted\",\"payload\":{\"x\":\"" + new string('x', RolloutReader.MinChunkBytes - random.Next(2000)) + "\"}}\n"));
        }

        for (var left = random.Next(1, 7); left > 0; left--)
        {
            bytes.AddRange(FuzzLine.Next(random));
            if (!random.OneIn(10))
            {
                bytes.AddRange(random.OneIn(12) ? "\r\n"u8 : "\n"u8);
            }
        }

        return [.. bytes];
    }

    private static void Compare(List<SlowLine> slow, List<SlowLine> found, byte[] bytes, FuzzTally tally)
    {
        // Of what the slow reading calls one damaged range, or several, the other may have made one line of the usual shape.
        var next = 0;
        foreach (var line in found)
        {
            Law.Holds(next < slow.Count, $"found {line}, and the slow reading nothing more");
            if (line == slow[next])
            {
                next++;
                continue;
            }

            Law.Holds(
                !line.IsBad && slow[next].IsBad && slow[next].Offset == line.Offset && slow[next].Length == line.Length && !(IsJson(line.Payload) && (line.Metadata.Length == 0 || IsJson(line.Metadata))),
                $"found {line}\n  the slow reading {slow[next]}\n  in {Show(bytes, line)}");
            tally.Count("lines of no JSON inside");
            next++;
        }

        Law.Same(slow.Count, next, "how many lines there are");
    }

    private static string Show(byte[] bytes, SlowLine line) => Encoding.Latin1.GetString(bytes, (int)line.Offset, Math.Min(line.Length, 1000));

    private static bool IsJson(string latin1) => PayloadCheck.IsValid(Encoding.Latin1.GetBytes(latin1));

    private static void Same(List<SlowLine> expected, List<SlowLine> actual, string how)
    {
        Law.Same(expected.Count, actual.Count, $"how many lines there are {how}");
        for (var i = 0; i < expected.Count; i++)
        {
            Law.Same(expected[i], actual[i], $"line {i} {how}");
        }
    }

    private static void ReadBare(byte[] bytes)
    {
        var reader = new LineReader(bytes, 0);
        while (reader.Read(out _) != LineStatus.End)
        {
            // Reading is all.
        }
    }

    private static List<SlowLine> Read(byte[] bytes, long offset, out long consumed)
    {
        var found = new List<SlowLine>();
        var reader = new LineReader(bytes, offset);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            found.Add(ToSlow(line, status, reader.BadReason));
        }

        consumed = reader.Consumed;
        return found;
    }

    private static List<SlowLine> Drain(RolloutReader reader)
    {
        var found = new List<SlowLine>();
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            found.Add(ToSlow(line, status, reader.BadReason));
        }

        return found;
    }

    private static List<SlowLine> Drain(BackwardRolloutReader reader)
    {
        var found = new List<SlowLine>();
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            found.Add(ToSlow(line, status, reader.BadReason));
        }

        return found;
    }

    private static SlowLine ToSlow(in Line line, LineStatus status, BadLineReason reason) => status == LineStatus.Bad
        ? new SlowLine(line.Offset, line.Text.Length, reason)
        : new SlowLine(line.Offset, line.Text.Length, BadLineReason.None, line.TimestampMs, line.Ordinal, Text(line.TypeName), Text(line.Payload), Text(line.Metadata));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
