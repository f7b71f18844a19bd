using System;
using System.Text;
using System.Text.Json;
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

    [Theory]
    [InlineData("a\\u0062c", "abc", true)]
    [InlineData("\\u0061\\u0062\\u0063", "abc", true)]
    [InlineData("a\\/c", "a/c", true)]
    [InlineData("\\ud83d\\ude00", "😀", true)]
    [InlineData("a\\u0062", "abc", false)]
    [InlineData("a\\u0062c", "ab", false)]
    [InlineData("a\\u0062c", "a\\u0062c", false)]
    [InlineData("\\ud83d", "\uFFFD", false)]
    [InlineData("", "", true)]
    public void NameEquals_EscapedName_ComparesItsText(string name, string text, bool expected)
    {
        var cursor = JsonCursor.OpenObject(Encoding.UTF8.GetBytes($"{{\"{name}\":1}}"));
        Assert.True(cursor.NextProperty());
        Assert.Equal(expected, cursor.NameEquals(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(name, Encoding.UTF8.GetString(cursor.RawName));
    }

    [Theory]
    [InlineData("{\"\\q\":1}")]
    [InlineData("{\"\\u12\":1}")]
    [InlineData("{\"\\u12g4\":1}")]
    [InlineData("{\"a\u0001\":1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{,\"a\":1}")]
    [InlineData("{")]
    [InlineData("[\"a\",1]")]
    [InlineData("\"a\"")]
    [InlineData("")]
    public void NextProperty_NoProperty_IsBrokenAndStaysSo(string json)
    {
        var cursor = JsonCursor.OpenObject(Encoding.UTF8.GetBytes(json));
        Assert.False(cursor.NextProperty());
        Assert.True(cursor.IsBroken);
        Assert.False(cursor.NextProperty() || cursor.NextElement() || cursor.EnterObject() || cursor.EnterArray() || cursor.NameEquals([]));
        cursor.Skip();
        cursor.SkipRest();
        Assert.Equal(JsonTokenType.None, cursor.Take().Type);
        Assert.Equal(0, cursor.RawName.Length);
        Assert.True(cursor.IsBroken);
    }

    [Fact]
    public void Verbs_OnNothing_SayNo()
    {
        JsonCursor cursor = default;
        Assert.True(cursor.IsBroken);
        Assert.False(cursor.NextProperty() || cursor.NextElement() || cursor.EnterObject() || cursor.EnterArray() || cursor.NameEquals([]));
        cursor.SkipRest();
    }

    [Fact]
    public void Enter_OtherKind_SkipsTheValue()
    {
        var cursor = JsonCursor.OpenObject("{\"a\":[{}],\"b\":{\"x\":[]},\"c\":7,\"d\":null}"u8);
        Assert.True(cursor.NextProperty());
        Assert.False(cursor.EnterObject());
        Assert.Equal(JsonTokenType.None, cursor.Take().Type);
        Assert.True(cursor.NextProperty());
        Assert.False(cursor.EnterArray());
        Assert.True(cursor.NextProperty());
        Assert.False(cursor.EnterObject());
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.NameEquals("d"u8));
        Assert.True(cursor.Take().IsNull);
        Assert.False(cursor.NextProperty());
        Assert.False(cursor.IsBroken);
    }

    [Fact]
    public void NameEquals_AfterTheObject_IsNoLongerTrue()
    {
        var cursor = JsonCursor.OpenObject("{\"a\":{\"a\":1}}"u8);
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.EnterObject());
        Assert.False(cursor.NameEquals("a"u8));
        Assert.True(cursor.NextProperty());
        Assert.True(cursor.NameEquals("a"u8));
        Assert.False(cursor.NextProperty());
        Assert.False(cursor.NameEquals("a"u8));
    }

    [Theory]
    [MemberData(nameof(KernelData))]
    public void SkipRest_WithinNesting_StandsBehindTheContainer(object kernel)
    {
        var cursor = JsonCursor.OpenObject("{\"a\":[1,{\"b\":2,\"c\":[3,\"]}\"],\"d\":4},5],\"e\":{},\"f\":[],\"g\":6,\"h\":\"0123456789012345678901234567890123456789\"}"u8, (JsonKernel)kernel);
        Assert.True(cursor.NextProperty() && cursor.EnterArray() && cursor.NextElement() && cursor.NextElement() && cursor.EnterObject());
        Assert.True(cursor.NextProperty() && cursor.NameEquals("b"u8));
        cursor.SkipRest();
        Assert.True(cursor.NextElement());
        Assert.Equal("5"u8, cursor.Take().Bytes);
        cursor.SkipRest();
        Assert.True(cursor.NextProperty() && cursor.NameEquals("e"u8) && cursor.EnterObject());
        cursor.SkipRest();
        Assert.True(cursor.NextProperty() && cursor.NameEquals("f"u8) && cursor.EnterArray());
        cursor.SkipRest();
        Assert.True(cursor.NextProperty() && cursor.NameEquals("g"u8));
        cursor.SkipRest();
        Assert.False(cursor.IsBroken);
        Assert.False(cursor.NextProperty());
        cursor.SkipRest();
        Assert.False(cursor.IsBroken);
    }

    [Theory]
    [InlineData("[1}")]
    [InlineData("[")]
    [InlineData("[\"a]")]
    public void SkipRest_NoEnd_IsBroken(string json)
    {
        var cursor = JsonCursor.OpenArray(Encoding.UTF8.GetBytes(json));
        cursor.SkipRest();
        Assert.True(cursor.IsBroken);
    }

    // Entered as far as possible, then skipped: the bound counts what was entered.
    [Fact]
    public void Skip_BelowWhatWasEntered_IsBoundedAsTheReaderBoundsIt()
    {
        foreach (var (entered, skipped) in new[] { (255, 1), (255, 2), (256, 0), (256, 1), (100, 156), (100, 157), (1, 255), (1, 256) })
        {
            var json = Encoding.UTF8.GetBytes(new string('[', entered + skipped) + new string(']', entered + skipped));
            foreach (var kernel in Kernels.All)
            {
                foreach (var isRest in new[] { true, false })
                {
                    var cursor = JsonCursor.OpenArray(json, kernel);
                    for (var depth = 1; depth < entered; depth++)
                    {
                        Assert.True(cursor.NextElement() && cursor.EnterArray());
                    }

                    var hasElement = !isRest && cursor.NextElement();
                    Assert.Equal(!isRest && skipped > 0, hasElement);
                    if (isRest)
                    {
                        cursor.SkipRest();
                    }
                    else
                    {
                        cursor.Skip();
                    }

                    Assert.Equal(entered + skipped > JsonSkipper.MaxDepth, cursor.IsBroken);
                }
            }
        }
    }

    [Fact]
    public void Verbs_RealAndDamagedPayloads_AllocateNothing()
    {
        var payload = "{\"type\":\"token_count\",\"na\\u006de\":{\"a\":[1,2,{\"b\":\"x\\ny\"}],\"c\":true},\"text\":\"a \\ud83d b\",\"n\":17,\"rest\":[[[\"]\"]]]}"u8.ToArray();
        var damaged = payload.AsSpan(0, payload.Length - 3).ToArray();
        var room = new byte[64];
        Allocation.AssertNone(() =>
        {
            Observe(payload, room);
            Observe(damaged, room);
            PayloadType.Find(payload.AsSpan(0, 20));
        });
    }

    private static void Observe(ReadOnlySpan<byte> json, Span<byte> room)
    {
        var cursor = JsonCursor.OpenObject(json);
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("name"u8) && cursor.EnterObject())
            {
                Assert.True(cursor.NextProperty() && cursor.EnterArray() && cursor.NextElement());
                cursor.SkipRest();
                cursor.SkipRest();
            }
            else if (cursor.NameEquals("text"u8))
            {
                var text = cursor.Take();
                Assert.True(text.Decode(room) > 0 && !text.TextEquals("a"u8));
            }
            else if (cursor.NameEquals("n"u8))
            {
                Assert.True(cursor.Take().TryGetInt64(out _));
            }
        }
    }
}
