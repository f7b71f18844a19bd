using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: backward reading is forward reading turned round, and both are what the line reader finds in the whole file at once.</summary>
public class RolloutReaderTests
{
    [Fact]
    public void Read_OfEverySample_IsTheSameBothWays()
    {
        foreach (var sample in Lines.SamplePaths())
        {
            AssertSame(File.ReadAllBytes(sample));
        }
    }

    [Fact]
    public void Read_OfGeneratedLogs_IsTheSameBothWays()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            AssertSame(Generate(seed));
        }
    }

    [Fact]
    public void Read_FromEveryLineStartToEveryLimit_ReturnsTheLinesBetween()
    {
        var bytes = Lines.Utf8(Lines.MetaLine() + "bad\n\n" + Lines.Event(1, 1) + "{\"torn");
        using var home = new TempHome();
        using var file = Open(home, bytes);
        var all = ReadForward(file);
        Assert.Equal(3, all.Count);
        foreach (var (from, _, _, _) in all)
        {
            for (var limit = from; limit <= bytes.Length; limit++)
            {
                using var reader = new RolloutReader(file, from, limit);
                var expected = all.Where(line => line.Offset >= from && line.Offset + line.Length < limit);
                Assert.Equal(expected, Drain(reader));
                Assert.True(reader.Consumed <= limit);
            }
        }
    }

    // Seen to fail: with what is held moved to the front at the end; with bytes before the chunk taken for those in it.
    [Fact]
    public void TryCopy_AfterTheLastLine_GivesWhatTheFileHolds_OrSaysThatItDoesNotHoldIt()
    {
        var bytes = Lines.Utf8(Lines.MetaLine() + string.Concat(Enumerable.Range(0, 3000).Select(number => Lines.Event(number, number))));
        Assert.True(bytes.Length > 2 * RolloutReader.MinChunkBytes);
        using var home = new TempHome();
        using var file = Open(home, bytes);
        foreach (var (from, limit) in new[] { (0, bytes.Length), (0, bytes.Length - 10), (0, 5000), (bytes.Length - 3000, bytes.Length) })
        {
            using var reader = new RolloutReader(file, from, limit);
            _ = Drain(reader);
            var held = Enumerable.Range(0, bytes.Length - 63).Where(offset => Holds(reader, bytes, offset)).ToList();
            Assert.Contains((int)reader.Consumed - 64, held);
            Assert.Equal(limit - from <= RolloutReader.MinChunkBytes, held.Contains(from));
        }

        static bool Holds(RolloutReader reader, byte[] bytes, int offset)
        {
            Span<byte> copy = stackalloc byte[64];
            var isHeld = reader.TryCopy(offset, copy);
            Assert.True(!isHeld || copy.SequenceEqual(bytes.AsSpan(offset, 64)));
            return isHeld;
        }
    }

    [Fact]
    public void Read_OfTheEnd_LeavesAnUnterminatedRestAlone()
    {
        var whole = Lines.MetaLine() + "\n \n";
        using var home = new TempHome();
        using var file = Open(home, Lines.Utf8(whole + Lines.Event(1, 1).TrimEnd('\n')));
        using var reader = new RolloutReader(file, 0);

        Assert.Single(Drain(reader));
        Assert.Equal(whole.Length, reader.Consumed);
        Assert.Equal(LineStatus.Line, reader.ReadRest(out var rest));
        Assert.Equal(1, rest.Ordinal);
    }

    [Fact]
    public void Read_OfALineThatDoesNotFit_ReportsItWithoutHoldingIt()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8(Lines.MetaLine()));
        var start = home.Bytes.Length;
        const long Hole = 300L << 20;
        using (var hole = new FileStream(home.FullPath, FileMode.Open))
        {
            hole.SetLength(start + Hole);
        }

        home.AppendForeign(Lines.Utf8("\n" + Lines.Event(1, 1)));
        using var file = Open(home);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var forward = ReadForward(file);
        var backward = ReadBackward(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 << 20);
        Assert.Equal([(0L, start - 1L), (start, Hole), (start + Hole + 1, Lines.Event(1, 1).Length - 1)], forward.Select(static line => (line.Offset, line.Length)));
        Assert.Equal(BadLineReason.TooLong, forward[1].Reason);
        backward.Reverse();
        Assert.Equal(forward, backward);
    }

    [Theory]
    [InlineData(RolloutReader.MaxLineBytes, true)]
    [InlineData(RolloutReader.MaxLineBytes + 1, false)]
    public void Read_OfALineAtTheBorder_HandsOutTheLongestOne(int length, bool isHandedOut)
    {
        var bytes = new byte[length + 2 + Lines.MetaLine().Length];
        var shell = Lines.Utf8(Lines.Text(1, "event_msg", "{\"x\":\"\"}"));
        bytes.AsSpan().Fill((byte)'a');
        Lines.Utf8(Lines.MetaLine()).CopyTo(bytes, 0);
        shell.AsSpan(0, shell.Length - 4).CopyTo(bytes.AsSpan(Lines.MetaLine().Length));
        "\"}}\n\n\n"u8.CopyTo(bytes.AsSpan(bytes.Length - 6));
        using var home = new TempHome();
        using var file = Open(home, bytes);

        var forward = ReadForward(file);
        Assert.Equal((length - 1, isHandedOut ? BadLineReason.None : BadLineReason.TooLong), (forward[1].Length, forward[1].Reason));
        var backward = ReadBackward(file);
        backward.Reverse();
        Assert.Equal(forward, backward);
    }

    [Fact]
    public void Read_OfALargeLog_AllocatesNothingPerLine()
    {
        using var home = new TempHome();
        var bytes = Lines.Utf8(Lines.MetaLine() + string.Concat(Enumerable.Range(1, 40_000).Select(static number => Lines.Event(number, number))));
        using var file = Open(home, bytes);
        using var forward = new RolloutReader(file, 0);
        using var backward = new BackwardRolloutReader(file);
        for (var i = 0; i < 5_000; i++)
        {
            forward.Read(out _);
            backward.Read(out _);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(forward.Read(out _) == LineStatus.Line && backward.Read(out _) == LineStatus.Line);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Found by the fuzzer's large inputs: each object looked for the end of their line anew, and a million of them took hours.
    [Fact]
    public void Read_OfVeryManyObjectsOnOneLine_TakesNoLongerThanTheirBytes()
    {
        const int Objects = 400_000;
        const string One = "{\"type\":\"compacted\",\"payload\":{}}";
        using var home = new TempHome();
        using var file = Open(home, Lines.Utf8(string.Concat(Enumerable.Repeat(One, Objects)) + new string(' ', 1 << 20) + "\n" + Lines.Event(1, 1)));

        var forward = ReadForward(file);
        Assert.Equal(Objects + 1, forward.Count);
        Assert.Equal(((Objects - 1L) * One.Length, One.Length, BadLineReason.None, -1L), forward[^2]);
        var backward = ReadBackward(file);
        backward.Reverse();
        Assert.Equal(forward, backward);
    }

    [Fact]
    public void BackwardRead_InPages_ReturnsEveryLineOnce()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            using var home = new TempHome();
            using var file = Open(home, Generate(seed));
            var expected = ReadBackward(file);
            var found = new List<(long, long, BadLineReason, long)>();
            var end = long.MaxValue;
            while (true)
            {
                using var reader = new BackwardRolloutReader(file, end);
                var page = Drain(reader, 1 + (seed % 3));
                found.AddRange(page);
                end = reader.Position;
                if (page.Count == 0)
                {
                    break;
                }
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Read_WhenTheDiskFails_ThrowsAStorageFault()
    {
        using var home = new TempHome();
        home.Put(Lines.Utf8(Lines.MetaLine()));
        using var file = home.Device.Open(home.FullPath, LogAccess.Read, out _)!;
        home.Device.Always(LogOperation.ReadAt, Libc.EIO);

        Assert.Equal(Libc.EIO, Assert.Throws<StorageFaultException>(() => ReadForward(file)).ErrorCode);
        Assert.Equal(Libc.EIO, Assert.Throws<StorageFaultException>(() => ReadBackward(file)).ErrorCode);
    }

    // Every kind of line and of damage, sizes that cross the chunks' borders, with and without a last LF.
    private static byte[] Generate(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Lines.MetaLine());
        var count = random.Next(0, 40);
        for (var i = 0; i < count; i++)
        {
            var large = random.Next(20) == 0 ? new string('x', random.Next(0, 200_000)) : new string('y', random.Next(0, 40));
            _ = random.Next(12) switch
            {
                0 => text.Append('\n'),
                1 => text.Append("  \r\n"),
                2 => text.Append('\0', random.Next(1, 5)).Append('\n'),
                3 => text.Append('\0', random.Next(1, 70_000)).Append(Lines.Event(i, i)),
                4 => text.Append("{\"timestamp\":\"" + large + "\n"),
                5 => text.Append(Lines.Event(i, i).TrimEnd('\n')).Append(Lines.Event(i, i)),
                6 => text.Append("{\"unknown\":1}").Append(Lines.Event(i, i).TrimEnd('\n')).Append(" {\"a\":1} \0\n"),
                7 => text.Append("{\"torn\":" + Lines.Event(i, i)),
                8 => text.Append(Lines.Event(i, i).TrimEnd('\n') + " {\"torn\n"),
                9 => text.Append(Lines.Event(i, i).TrimEnd('\n') + "\r\n"),
                _ => text.Append(Lines.Text(i, "event_msg", $$"""{"text":"{{large}}","n":{{i}}}""")),
            };
        }

        var bytes = Lines.Utf8(text.ToString());
        return random.Next(2) == 0 ? bytes : bytes[..^random.Next(1, Math.Min(30, bytes.Length))];
    }

    private static void AssertSame(byte[] bytes)
    {
        using var home = new TempHome();
        using var file = Open(home, bytes);
        var expected = new List<(long, long, BadLineReason, long)>();
        var reader = new LineReader(bytes, 0);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            expected.Add((line.Offset, line.Text.Length, status == LineStatus.Bad ? reader.BadReason : BadLineReason.None, line.Ordinal));
        }

        using var forward = new RolloutReader(file, 0);
        Assert.Equal(expected, Drain(forward));
        Assert.Equal(reader.Consumed, forward.Consumed);
        expected.Reverse();
        Assert.Equal(expected, ReadBackward(file));
    }

    private static ILogFile Open(TempHome home, byte[]? bytes = null)
    {
        if (bytes is not null)
        {
            home.Put(bytes);
        }

        return PosixLogDevice.Instance.Open(home.FullPath, LogAccess.Read, out _)!;
    }

    private static List<(long Offset, long Length, BadLineReason Reason, long Ordinal)> ReadForward(ILogFile file)
    {
        using var reader = new RolloutReader(file, 0);
        return Drain(reader);
    }

    private static List<(long Offset, long Length, BadLineReason Reason, long Ordinal)> ReadBackward(ILogFile file)
    {
        using var reader = new BackwardRolloutReader(file);
        return Drain(reader);
    }

    private static List<(long Offset, long Length, BadLineReason Reason, long Ordinal)> Drain(RolloutReader reader)
    {
        var found = new List<(long, long, BadLineReason, long)>();
        while (reader.Read(out var line) != LineStatus.End)
        {
            found.Add((line.Offset, reader.BadLength, reader.BadReason, line.Ordinal));
        }

        return found;
    }

    private static List<(long Offset, long Length, BadLineReason Reason, long Ordinal)> Drain(BackwardRolloutReader reader, int limit = int.MaxValue)
    {
        var found = new List<(long, long, BadLineReason, long)>();
        while (found.Count < limit && reader.Read(out var line) != LineStatus.End)
        {
            found.Add((line.Offset, reader.BadLength, reader.BadReason, line.Ordinal));
        }

        return found;
    }
}
