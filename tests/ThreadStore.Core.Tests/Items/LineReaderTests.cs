using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Items;

/// <summary>
/// Law: every complete line is reported exactly once, in order, as itself or as a bad range; nothing throws; Consumed is always the
/// end of a line.
/// </summary>
public class LineReaderTests
{
    private const string Time = "2026-11-21T06:08:10.743Z";
    private const long TimeMs = 1_795_241_290_743;
    private const string Event = "{\"timestamp\":\"" + Time + "\",\"ordinal\":7,\"type\":\"event_msg\",\"payload\":{\"type\":\"x\"}}";

    public static TheoryData<string> SampleNames => Samples.Names;

    internal sealed record Seen(
        LineStatus Status, BadLineReason Reason, long Offset, string Text, long TimestampMs, long Ordinal, ItemKind Kind, string Type, string Payload, string Metadata);

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Read_RealRollout_GivesWhatAJsonParserGives(string name)
    {
        var file = Samples.Read(name);
        var seen = ReadAll(file, out var consumed);
        Assert.Equal(file.Length, consumed);
        var lines = Encoding.UTF8.GetString(file).Split('\n')[..^1];
        Assert.Equal(lines, seen.Select(s => s.Text));
        foreach (var line in seen)
        {
            using var json = JsonDocument.Parse(line.Text);
            var root = json.RootElement;
            Assert.Equal(root.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds(), line.TimestampMs);
            Assert.Equal(root.TryGetProperty("ordinal", out var ordinal) ? ordinal.GetInt64() : Line.NoOrdinal, line.Ordinal);
            Assert.Equal(root.GetProperty("type").GetString(), line.Type);
            Assert.Equal(root.GetProperty("payload").GetRawText(), line.Payload);
            Assert.Equal(root.TryGetProperty("metadata", out var metadata) ? metadata.GetRawText() : string.Empty, line.Metadata);
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Read_InTwoPieces_GivesTheSameLines(string name)
    {
        var file = Samples.Read(name).AsSpan(0, Math.Min(20_000, Samples.Read(name).Length)).ToArray();
        var whole = ReadAll(file, out _);
        for (var cut = 0; cut < file.Length; cut += 97)
        {
            var first = ReadAll(file.AsSpan(0, cut), out var consumed);
            var second = ReadAll(file.AsSpan((int)consumed), out _, consumed);
            Assert.Equal(whole, first.Concat(second));
        }
    }

    [Fact]
    public void Read_UsualLine_HasItsParts()
    {
        var seen = Assert.Single(ReadAll(Event + "\n", out var consumed, 1000));
        Assert.Equal(new Seen(LineStatus.Line, BadLineReason.None, 1000, Event, TimeMs, 7, ItemKind.EventMsg, "event_msg", "{\"type\":\"x\"}", string.Empty), seen);
        Assert.Equal(1000 + Event.Length + 1, consumed);
    }

    [Theory]
    [InlineData("{\"type\":\"event_msg\",\"payload\":{\"type\":\"x\"},\"ordinal\":7,\"timestamp\":\"" + Time + "\"}")]
    [InlineData("{ \"timestamp\" : \"" + Time + "\" , \"ordinal\" : 7 , \"type\" : \"event_msg\" , \"payload\" : {\"type\":\"x\"} }")]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"ordinal\":7,\"type\":\"event_msg\",\"payload\":{\"type\":\"x\"},\"extra\":1}")]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"extra\":{\"timestamp\":\"\"},\"ordinal\":7,\"type\":\"event_msg\",\"payload\":{\"type\":\"x\"}}")]
    [InlineData("  " + Event + " \r")]
    [InlineData("\0\0\0" + Event)]
    [InlineData(Event + "\0\0")]
    public void Read_OtherShapes_GiveTheSameParts(string text)
    {
        var seen = Assert.Single(ReadAll(text + "\n", out var consumed));
        Assert.Equal(LineStatus.Line, seen.Status);
        Assert.Equal((TimeMs, 7, ItemKind.EventMsg, "{\"type\":\"x\"}"), (seen.TimestampMs, seen.Ordinal, seen.Kind, seen.Payload));
        Assert.Equal(text.Trim(' ', '\r', '\0'), seen.Text);
        Assert.Equal(text.IndexOf('{', StringComparison.Ordinal), seen.Offset);
        Assert.Equal(text.Length + 1, consumed);
    }

    [Theory]
    [InlineData("{\"a\":{},\"metadata\":{\"x\":1}}", "")]
    [InlineData("{\"a\":{},\"metadata\":{\"x\":1}}", "{\"b\":2}")]
    [InlineData("{\"a\":1}", "{\"b\":{},\"metadata\":{\"c\":\"}}\\\"\\\\\"}}")]
    [InlineData("{\"a\":\"},\\\"metadata\\\":{\"}", "{}")]
    [InlineData("{\"a\":{\"b\":{},\"metadata\":{\"c\":{},\"metadata\":{\"d\":{},\"metadata\":{\"e\":{},\"metadata\":{\"f\":{},\"metadata\":{}}}}}}}", "")]
    [InlineData("{\"a\":\"}}\"}", "")]
    [InlineData("{\"a\":1}", "null")]
    public void Read_Metadata_IsSplitExactly(string payload, string metadata)
    {
        var tail = metadata.Length == 0 ? string.Empty : ",\"metadata\":" + metadata;
        foreach (var type in new[] { "response_item", "event_msg" })
        {
            var text = $"{{\"timestamp\":\"{Time}\",\"type\":\"{type}\",\"payload\":{payload}{tail}}}\n";
            var seen = Assert.Single(ReadAll(text, out _));
            Assert.Equal((payload, metadata), (seen.Payload, seen.Metadata));
        }
    }

    // Found by the fuzzer's lines: all but the last belonged to the payload or to the metadata.
    [Theory]
    [InlineData(",\"extra\":{\"b\":{}}", "")]
    [InlineData(",\"metadata\":{\"m\":1},\"extra\":{\"b\":2}", "{\"m\":1}")]
    [InlineData(",\"extra\":{\"b\":2},\"metadata\":{\"m\":1}", "{\"m\":1}")]
    [InlineData(",\"metadata\":{\"l\":0},\"metadata\":{\"m\":1}", "{\"m\":1}")]
    [InlineData(",\"\\ud800\":{\"b\":2}", "")]
    public void Read_FurtherKeysBehindThePayload_AreNotPartOfIt(string further, string metadata)
    {
        const string Payload = "{\"a\":{\"x\":\"},\\\"metadata\\\":{\"}}";
        var seen = Assert.Single(ReadAll($"{{\"timestamp\":\"{Time}\",\"ordinal\":1,\"type\":\"event_msg\",\"payload\":{Payload}{further}}}\n", out _));
        Assert.Equal((LineStatus.Line, TimeMs, 1, Payload, metadata), (seen.Status, seen.TimestampMs, seen.Ordinal, seen.Payload, seen.Metadata));
    }

    // A key that comes twice: the last one counts, as a JSON parser has it.
    [Theory]
    [InlineData("\"timestamp\":\"2026-11-21T06:08:11Z\",\"timestamp\":\"soon\",\"ordinal\":5", Line.NoTimestamp, 5L)]
    [InlineData("\"ordinal\":4,\"timestamp\":\"2026-11-21T06:08:11Z\",\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"ordinal\":\"x\"", TimeMs, Line.NoOrdinal)]
    public void Read_KeyThatComesTwice_HasItsLastValue(string keys, long timestampMs, long ordinal)
    {
        var seen = Assert.Single(ReadAll($"{{{keys},\"type\":\"compacted\",\"payload\":{{\"a\":1}}}}\n", out _));
        Assert.Equal((LineStatus.Line, timestampMs, ordinal), (seen.Status, seen.TimestampMs, seen.Ordinal));
    }

    [Fact]
    public void Read_GluedObjectsOfAnyShape_AreALineEach()
    {
        var glued = $"{Event}{{\"type\":\"compacted\",\"payload\":{{\"a\":{{}}}}}}";
        Assert.Equal(["{\"type\":\"x\"}", "{\"a\":{}}"], ReadAll(glued + "\n", out _).Select(static seen => seen.Payload));
    }

    [Fact]
    public void Read_UnknownType_IsALine()
    {
        var seen = Assert.Single(ReadAll("{\"timestamp\":\"" + Time + "\",\"type\":\"future_thing\",\"payload\":{\"a\":1}}\n", out _));
        Assert.Equal((LineStatus.Line, ItemKind.Unknown, "future_thing"), (seen.Status, seen.Kind, seen.Type));
        seen = Assert.Single(ReadAll("{\"timestamp\":\"" + Time + "\",\"type\":\"future_thing\",\"payload\":[1,2]}\n", out _));
        Assert.Equal((LineStatus.Line, "[1,2]"), (seen.Status, seen.Payload));
    }

    [Theory]
    [InlineData("\"timestamp\":\"yesterday, about noon....\",")]
    [InlineData("\"timestamp\":7,")]
    [InlineData("")]
    public void Read_NoReadableTimestamp_IsALineWithoutTime(string timestamp)
    {
        var seen = Assert.Single(ReadAll("{" + timestamp + "\"type\":\"compacted\",\"payload\":{\"a\":1}}\n", out _));
        Assert.Equal((LineStatus.Line, Line.NoTimestamp, Line.NoOrdinal), (seen.Status, seen.TimestampMs, seen.Ordinal));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    [InlineData("9999999999999999999")]
    [InlineData("99999999999999999999")]
    [InlineData("\"7\"")]
    [InlineData("1.5")]
    public void Read_OddOrdinal_IsALineWithoutOrdinal(string ordinal)
    {
        var seen = Assert.Single(ReadAll($"{{\"timestamp\":\"{Time}\",\"ordinal\":{ordinal},\"type\":\"event_msg\",\"payload\":{{}}}}\n", out _));
        Assert.Equal((LineStatus.Line, Line.NoOrdinal), (seen.Status, seen.Ordinal));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("999999999999999999", 999_999_999_999_999_999)]
    [InlineData("1000000000000000000", 1_000_000_000_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Read_AnyOrdinal_IsExact(string ordinal, long expected)
    {
        var seen = Assert.Single(ReadAll($"{{\"timestamp\":\"{Time}\",\"ordinal\":{ordinal},\"type\":\"event_msg\",\"payload\":{{}}}}\n", out _));
        Assert.Equal((LineStatus.Line, expected), (seen.Status, seen.Ordinal));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("")]
    [InlineData("+7")]
    public void Read_OrdinalThatIsNoJson_IsBad(string ordinal)
    {
        var seen = Assert.Single(ReadAll($"{{\"timestamp\":\"{Time}\",\"ordinal\":{ordinal},\"type\":\"event_msg\",\"payload\":{{}}}}\n", out _));
        Assert.Equal((LineStatus.Bad, BadLineReason.Malformed), (seen.Status, seen.Reason));
    }

    [Fact]
    public void Read_BlankLines_AreSkippedSilently() =>
        Assert.Equal(2, ReadAll("\n \t\r\n" + Event + "\n\n\r\n" + Event + "\n\n", out _).Count(s => s.Status == LineStatus.Line));

    [Theory]
    [InlineData("\0\0\0\0", BadLineReason.NulRun)]
    [InlineData("\0 \0\r", BadLineReason.NulRun)]
    [InlineData("hello", BadLineReason.NotAnObject)]
    [InlineData("[1]", BadLineReason.NotAnObject)]
    [InlineData("{\"a\":1}", BadLineReason.UnknownEnvelope)]
    [InlineData("{\"type\":\"event_msg\"}", BadLineReason.UnknownEnvelope)]
    [InlineData("{\"type\":1,\"payload\":{}}", BadLineReason.UnknownEnvelope)]
    [InlineData("{}", BadLineReason.UnknownEnvelope)]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"type\":\"event_m", BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"2026-11-21T06", BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"2026-11-21T06 and no further quote, but the end of an object}}", BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"type\":\"event_msg\",\"payload\":{\"message\":\"hel" + Event, BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"type\":\"event_msg\",\"payload\":" + Event, BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"type\":\"event_msg\",\"payload\":{\"a\":[" + Event, BadLineReason.Malformed)]
    [InlineData("{\"time" + Event, BadLineReason.Malformed)]
    [InlineData("{" + Event, BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"2026-11-21T06:08\0:10.743Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"x\"}}", BadLineReason.Malformed)]
    [InlineData("{\"timestamp\":\"" + Time + "\",\"type\":\"event_msg\",\"payload\":{\"images\":[}}", BadLineReason.Malformed)]
    public void Read_BadLine_SaysWhyAndGoesOn(string bad, object reason)
    {
        var seen = ReadAll(Event + "\n" + bad + "\n" + Event + "\n", out var consumed);
        Assert.Equal([LineStatus.Line, LineStatus.Bad, LineStatus.Line], seen.Select(s => s.Status));
        Assert.Equal(reason, seen[1].Reason);
        Assert.Equal(Event.Length + 1, seen[1].Offset);
        Assert.Equal(bad.TrimEnd(' ', '\r').Length, (reason.Equals(BadLineReason.NulRun) ? seen[1].Text.TrimEnd(' ', '\r') : seen[1].Text).Length);
        Assert.Equal(consumed, (Event.Length * 2) + bad.Length + 3);
    }

    [Fact]
    public void Read_ObjectsGluedOnOneLine_AreALineEach()
    {
        var glued = Event + Event + "{\"type\":\"compacted\",\"payload\":{}}" + Event;
        var reader = new LineReader(Encoding.UTF8.GetBytes(glued + "\n" + Event + "\n"), 0);
        var offsets = new List<long>();
        var consumed = new List<long>();
        while (reader.Read(out var line) == LineStatus.Line)
        {
            offsets.Add(line.Offset);
            consumed.Add(reader.Consumed);
        }

        Assert.Equal([0, Event.Length, Event.Length * 2, glued.Length - Event.Length, glued.Length + 1], offsets);
        Assert.Equal([0, 0, 0, glued.Length + 1, glued.Length + Event.Length + 2], consumed);
    }

    [Theory]
    [InlineData("{\"timestamp\":\"2026-1", BadLineReason.Malformed)]
    [InlineData("garbage", BadLineReason.NotAnObject)]
    [InlineData("{\"a\":1}", BadLineReason.UnknownEnvelope)]
    [InlineData("}", BadLineReason.NotAnObject)]
    [InlineData("0,\"a\":{}}}", BadLineReason.NotAnObject)]
    public void Read_ObjectThenGarbage_IsALineAndABadRange(string garbage, object reason)
    {
        var seen = ReadAll(Event + garbage + "\n", out var consumed);
        Assert.Equal([LineStatus.Line, LineStatus.Bad], seen.Select(s => s.Status));
        Assert.Equal((reason, garbage, (long)Event.Length), (seen[1].Reason, seen[1].Text, seen[1].Offset));
        Assert.Equal(Event.Length + garbage.Length + 1, consumed);
    }

    [Theory]
    [InlineData("{\"timestamp\":\"x\",\"b\":1}")]
    [InlineData("{\"list\":[{\"timestamp\":\"x\"},{\"timestamp\":\"y\"}]}")]
    [InlineData("{\"text\":\"{\\\"timestamp\\\":\\\"x\\\"}}{\\\"timestamp\\\":\\\"\"}")]
    public void Read_PayloadThatLooksLikeAnEnvelope_IsOneLine(string payload)
    {
        var seen = Assert.Single(ReadAll($"{{\"timestamp\":\"{Time}\",\"ordinal\":1,\"type\":\"compacted\",\"payload\":{payload}}}\n", out _));
        Assert.Equal((LineStatus.Line, payload), (seen.Status, seen.Payload));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Event)]
    [InlineData("\0\0\0")]
    [InlineData("{\"timestamp\":")]
    public void Read_UnterminatedRest_IsNeverReturned(string rest)
    {
        var seen = ReadAll(Event + "\n" + rest, out var consumed);
        Assert.Single(seen);
        Assert.Equal(Event.Length + 1, consumed);
    }

    [Fact]
    public void Read_DeepNesting_IsALine()
    {
        var payload = "{\"a\":" + new string('[', 500) + new string(']', 500) + ",\"timestamp\":{\"timestamp\":\"x\"}}";
        Assert.Equal(LineStatus.Line, Assert.Single(ReadAll($"{{\"type\":\"compacted\",\"payload\":{payload}}}\n", out _)).Status);
    }

    [Fact]
    public void Read_DamagedBytes_NeverThrowsAndAccountsForEveryLine()
    {
        var source = Samples.Read(Samples.First)[..8000];
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var bytes = source.AsSpan(random.Next(4000), random.Next(1, 4000)).ToArray();
            var damages = random.Next(1, 8);
            for (var i = 0; i < damages; i++)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) switch
                {
                    0 => (byte)'\n',
                    1 => "{}\",:\\\0[]"u8[random.Next(9)],
                    _ => (byte)random.Next(256),
                };
            }

            var seen = ReadAll(bytes, out var consumed);
            Assert.Equal(bytes.AsSpan().LastIndexOf((byte)'\n') + 1, consumed);
            var inSeen = seen.Sum(s => Encoding.Latin1.GetByteCount(s.Text));
            var blanks = bytes.AsSpan(0, (int)consumed).ToArray().Count(b => b is 0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
            Assert.InRange(inSeen, consumed - blanks, consumed);
        }
    }

    private static List<Seen> ReadAll(string text, out long consumed, long offset = 0) => ReadAll(Encoding.UTF8.GetBytes(text), out consumed, offset);

    private static List<Seen> ReadAll(ReadOnlySpan<byte> bytes, out long consumed, long offset = 0)
    {
        // Bytes that are no UTF-8 keep their number: Latin-1 for what was damaged, UTF-8 for what was not.
        var encoding = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
        var seen = new List<Seen>();
        var reader = new LineReader(bytes, offset);
        while (true)
        {
            var status = reader.Read(out var line);
            if (status == LineStatus.End)
            {
                consumed = reader.Consumed;
                return seen;
            }

            seen.Add(new Seen(
                status,
                reader.BadReason,
                line.Offset,
                encoding.GetString(line.Text),
                line.TimestampMs,
                line.Ordinal,
                line.Kind,
                encoding.GetString(line.TypeName),
                encoding.GetString(line.Payload),
                encoding.GetString(line.Metadata)));
            Assert.Equal(status == LineStatus.Bad, reader.BadReason != BadLineReason.None);
        }
    }
}
