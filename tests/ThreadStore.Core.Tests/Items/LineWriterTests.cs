using System;
using System.Text;
using Xunit;

namespace ThreadStore.Items;

public class LineWriterTests
{
    public static TheoryData<string> SampleNames => Samples.Names;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Write_PartsOfARealLine_GivesTheSameBytes(string name)
    {
        var file = Samples.Read(name);
        var reader = new LineReader(file, 0);
        var written = new byte[file.Length + LineWriter.MaxEnvelope];
        var lines = 0;
        long end = 0;
        while (reader.Read(out var line) == LineStatus.Line)
        {
            var length = LineWriter.Write(
                written, line.TimestampMs, line.Ordinal, ItemType.FromUtf8(line.TypeName), line.Payload, line.Metadata);
            Assert.Equal(Encoding.UTF8.GetString(file.AsSpan((int)end, length)), Encoding.UTF8.GetString(written, 0, length));
            end += length;
            Assert.Equal(end, reader.Consumed);
            lines++;
        }

        Assert.Equal(file.Length, end);
        Assert.True(lines > 10);
    }

    [Fact]
    public void Write_LongestEnvelope_FillsItsBound()
    {
        var type = ItemType.FromName(new string('a', 64));
        var destination = new byte[LineWriter.MaxEnvelope + 4];
        Assert.Equal(destination.Length, LineWriter.Write(destination, 0, long.MaxValue, type, "{}"u8, "{}"u8));
    }

    [Fact]
    public void Write_NoOrdinalNoMetadata_LeavesBothOut()
    {
        var destination = new byte[LineWriter.MaxEnvelope + 7];
        var length = LineWriter.Write(destination, 1_795_241_290_743, Line.NoOrdinal, ItemType.ThreadStoreMetadata, "{\"v\":1}"u8, default);
        Assert.Equal(
            "{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"threadstore_metadata\",\"payload\":{\"v\":1}}\n",
            Encoding.UTF8.GetString(destination, 0, length));
    }

    [Fact]
    public void Write_OrdinalAndMetadata_HaveTheirPlaces()
    {
        var destination = new byte[256];
        var length = LineWriter.Write(destination, 1_795_241_290_743, 7, ItemType.ResponseItem, "{\"a\":1}"u8, "{\"b\":2}"u8);
        Assert.Equal(
            "{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"ordinal\":7,\"type\":\"response_item\",\"payload\":{\"a\":1},\"metadata\":{\"b\":2}}\n",
            Encoding.UTF8.GetString(destination, 0, length));
    }
}
