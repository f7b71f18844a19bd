using System;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Items;

public class JsonSliceTests
{
    // One that refuses: the usual one would replace broken bytes itself, and hide that they were left.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Fact]
    public void Decode_AnyWellFormedText_GivesWhatTheReaderGives() => Seeds.Check(
        JsonGenerator.Name,
        static json =>
        {
            var expected = Read(json);
            var slice = Slice(json);

            // The text as it is, but for NULs, which no database takes.
            Assert.Equal(expected.Replace('\0', '\uFFFD'), Decode(slice));
            Assert.True(slice.TextEquals(Encoding.UTF8.GetBytes(expected)));
            Assert.False(slice.TextEquals(Encoding.UTF8.GetBytes(expected + "x")));
            Assert.False(slice.TextEquals(Encoding.UTF8.GetBytes("x" + expected)));
            if (expected.Length > 0)
            {
                Assert.False(slice.TextEquals(Encoding.UTF8.GetBytes(expected[..^1])));
            }
        },
        count: 1000);

    [Theory]
    [InlineData("\"\\ud83d\"", "\uFFFD")]
    [InlineData("\"\\ude00\"", "\uFFFD")]
    [InlineData("\"a\\ud83d\\u0041\"", "a\uFFFDA")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\uFFFD😀")]
    [InlineData("\"\\ud83dx\"", "\uFFFDx")]
    [InlineData("\"\\ud83d\\n\"", "\uFFFD\n")]
    public void Decode_HalfOfAPair_IsReplacedAndEqualsNothing(string json, string expected)
    {
        var slice = Slice(json);
        Assert.Equal(expected, Decode(slice));
        Assert.False(slice.TextEquals(Encoding.UTF8.GetBytes(expected)));
    }

    [Fact]
    public void Decode_BrokenUtf8BetweenEscapes_IsReplacedWhereItIs()
    {
        byte[] json = [.. "[\"é\\n"u8, 0xC3, .. "\\t"u8, 0xE2, 0x82, .. "ok\\u00e9\"]"u8];
        var cursor = JsonCursor.OpenArray(json);
        Assert.True(cursor.NextElement());
        Assert.Equal("é\n\uFFFD\t\uFFFDoké", Decode(cursor.Take()));
    }

    [Fact]
    public void Decode_RoomTooSmall_SaysTheLengthAndStaysInside()
    {
        var slice = Slice("\"ab\\ncd\\u00e9\"");
        for (var room = 0; room < 7; room++)
        {
            var destination = new byte[8];
            Assert.Equal(7, slice.Decode(destination.AsSpan(0, room)));
            Assert.False(destination.AsSpan(room).ContainsAnyExcept((byte)0));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("42")]
    [InlineData("-42")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1.0")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("-1E-3")]
    [InlineData("100000000000000000000000000000000000000e-30")]
    public void TryGetInt64_AnyNumber_AnswersAsTheReader(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        Assert.Equal(reader.TryGetInt64(out var expected), Slice(json).TryGetInt64(out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("null")]
    [InlineData("[7]")]
    public void Verbs_ValueOfAnotherKind_SayNo(string json)
    {
        var slice = Slice(json);
        Assert.False(slice.TryGetInt64(out _));
        Assert.False(slice.TryGetBoolean(out _));
        Assert.Equal(json == "\"7\"", slice.TextEquals("7"u8));
        Assert.Equal(json == "null", slice.IsNull);
    }

    [Fact]
    public void Verbs_AbsentValue_SayNo()
    {
        JsonSlice slice = default;
        Assert.Equal(JsonTokenType.None, slice.Type);
        Assert.Equal(0, slice.Bytes.Length);
        Assert.False(slice.IsString || slice.IsNull || slice.TextEquals([]) || slice.TryGetInt64(out _) || slice.TryGetBoolean(out _));
        Assert.Equal(0, slice.Decode([]));
    }

    private static JsonSlice Slice(string json)
    {
        var cursor = JsonCursor.OpenArray(Encoding.UTF8.GetBytes($"[{json}]"));
        Assert.True(cursor.NextElement());
        var slice = cursor.Take();
        Assert.False(cursor.IsBroken);
        return slice;
    }

    private static string Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return reader.GetString()!;
    }

    private static string Decode(JsonSlice slice)
    {
        Span<byte> destination = new byte[slice.RawLength * 3];
        return s_strict.GetString(destination[..slice.Decode(destination)]);
    }
}
