using System.Text;
using Xunit;

namespace ThreadStore.Items;

/// <summary>The verbs, one by one.</summary>
public class JsonCursorTests
{
    public static TheoryData<object> KernelData => Kernels.Data;

    public static TheoryData<string> SampleNames => Samples.Names;

    [Theory]
    [InlineData("{\"a\":1,\"b\":{\"c\":[2,3]},\"d\":\"x\"}")]
    [InlineData(" \r\n\t{ \"a\" : 1 , \"b\" : { \"c\" : [ 2 , 3 ] } , \"d\" : \"x\" } ")]
    public void Walk_CompactOrSpaced_GivesEveryMember(string json)
    {
        var cursor = JsonCursor.OpenObject(Encoding.UTF8.GetBytes(json));
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.NameEquals("a"u8));
        Assert.False(cursor.NameEquals("b"u8));
        Assert.True(cursor.Take().TryGetInt64(out var a));
        Assert.Equal(1, a);
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.EnterObject());
        Assert.True(cursor.NextProperty());
        Assert.Equal("c"u8, cursor.RawName);
        Assert.True(cursor.EnterArray());
        Assert.True(cursor.NextElement());
        Assert.True(cursor.NextElement());
        Assert.Equal("3"u8, cursor.Take().Bytes);
        Assert.False(cursor.NextElement());
        Assert.False(cursor.NextProperty());
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.NameEquals("d"u8));
        Assert.True(cursor.Take().Is("x"u8));
        Assert.False(cursor.NextProperty());
        Assert.False(cursor.IsBroken);
        Assert.False(cursor.NextProperty());
        Assert.False(cursor.NextElement());
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Walk_RealPayloads_GivesWhatTheReaderGives(string name)
    {
        var reader = new LineReader(Samples.Read(name), 0);
        while (reader.Read(out var line) == LineStatus.Line)
        {
            var expected = JsonWalk.ByReader(line.Payload);
            Assert.NotNull(expected);
            foreach (var kernel in Kernels.All)
            {
                Assert.Equal(expected, JsonWalk.ByCursor(line.Payload, kernel));
                Assert.Equal(JsonWalk.ByReader(line.Text), JsonWalk.ByCursor(line.Text, kernel));
            }
        }
    }
}
