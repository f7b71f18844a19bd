using System;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Items;

/// <summary>
/// Laws: a value of JSON ends where the runtime's reader says; each variant ends where the scalar one ends, for any bytes. Seen to fail with
/// each of these set to nothing: the carry of strings over blocks, the carry of escapes over blocks, the shift of the last block, and the
/// backslashes outside of strings.
/// </summary>
public class JsonSkipperTests
{
    public static TheoryData<object> KernelData => Kernels.Data;

    [Fact]
    public void Skip_EveryValueOfAnyJson_EndsWhereTheReaderEnds() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            var reader = new Utf8JsonReader(json, JsonObject.Options);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    continue;
                }

                var value = reader;
                value.Skip();
                foreach (var kernel in Kernels.All)
                {
                    Assert.Equal((int)value.BytesConsumed, JsonSkipper.Skip(json, (int)reader.TokenStartIndex, JsonSkipper.MaxDepth, kernel));
                }
            }
        },
        count: 1000);

    [Fact]
    public void Skip_AnyBytes_EndsWhereTheScalarEnds()
    {
        // Few letters, so that runs, closed strings and balanced brackets happen by chance.
        var letters = "\"\"\"\\\\\\{}[]{}[]aaaaaaaaaaaaaaaaaaaa\u0001"u8;
        var ended = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 300)];
            var letterCount = letters.Length - random.Next(2);
            foreach (ref var value in bytes.AsSpan())
            {
                value = random.Next(3) == 0 ? (byte)'a' : letters[random.Next(letterCount)];
            }

            bytes[0] = "{[\""u8[random.Next(3)];
            var expected = JsonSkipper.Skip(bytes, 0, JsonSkipper.MaxDepth, JsonKernel.Scalar);
            ended += expected > 64 ? 1 : 0;
            foreach (var kernel in Kernels.All)
            {
                Assert.Equal(expected, JsonSkipper.Skip(bytes, 0, JsonSkipper.MaxDepth, kernel));
                Assert.Equal(
                    JsonSkipper.ReadString(bytes, 1, JsonKernel.Scalar, out var isEscaped), JsonSkipper.ReadString(bytes, 1, kernel, out var isEscapedToo));
                Assert.Equal(isEscaped, isEscapedToo);
            }
        }

        Assert.True(ended > 100, $"{ended} inputs end behind their first block");
    }

    [Theory]
    [MemberData(nameof(KernelData))]
    public void Skip_BackslashesBeforeAQuoteAtAnyPlace_EndsAtTheFirstThatIsNotEscaped(object kernel)
    {
        for (var before = 0; before < 130; before++)
        {
            for (var backslashes = 0; backslashes < 70; backslashes++)
            {
                var text = $"\"{new string('x', before)}{new string('\\', backslashes)}\"\"\"{new string('y', 64)}\"";
                var expected = 1 + before + backslashes + 1 + (backslashes % 2);
                Assert.Equal(expected, Skip(text, kernel));
                Assert.Equal(expected, JsonSkipper.ReadString(Encoding.UTF8.GetBytes(text), 1, (JsonKernel)kernel, out _));
                Assert.Equal(expected + 2, Skip($"[{text[..expected]}]{text}", kernel));
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelData))]
    public void Skip_ControlByteAtAnyPlaceOfAString_IsRefused(object kernel)
    {
        var text = Encoding.UTF8.GetBytes($"[\"{new string('x', 200)}\"]");
        Assert.Equal(text.Length, JsonSkipper.Skip(text, 0, JsonSkipper.MaxDepth, (JsonKernel)kernel));
        for (var at = 2; at < 202; at++)
        {
            for (byte control = 0; control < 0x20; control++)
            {
                text[at] = control;
                Assert.Equal(-1, JsonSkipper.Skip(text, 0, JsonSkipper.MaxDepth, (JsonKernel)kernel));
                Assert.Equal(-1, JsonSkipper.Skip(text, 1, JsonSkipper.MaxDepth, (JsonKernel)kernel));
                Assert.Equal(-1, JsonSkipper.ReadString(text, 2, (JsonKernel)kernel, out _));
            }

            text[at] = (byte)'x';
        }
    }

    [Theory]
    [MemberData(nameof(KernelData))]
    public void Skip_Nesting_IsBoundedAsTheReaderBoundsIt(object kernel)
    {
        foreach (var depth in new[] { 1, 63, 64, 65, 255, 256, 257, 400 })
        {
            var text = string.Concat(new string('[', depth), new string(']', depth));
            var isRead = JsonWalk.ByReader(Encoding.UTF8.GetBytes(text)) is not null;
            Assert.Equal(depth <= JsonSkipper.MaxDepth, isRead);
            Assert.Equal(isRead ? text.Length : -1, Skip(text, kernel));
            Assert.Equal(isRead ? text : null, JsonWalk.ByCursor(Encoding.UTF8.GetBytes(text), (JsonKernel)kernel) is null ? null : text);
        }
    }

    // What stands between strings is not looked at, but for brackets and backslashes: see the type's remarks.
    [Theory]
    [InlineData("{\"a\" 1,,}", true)]
    [InlineData("[01 tru \u0001 }]", false)]
    [InlineData("[01 tru \u0001 ]", true)]
    [InlineData("[\"\\q\\u12\"]", true)]
    [InlineData("[}", false)]
    [InlineData("{]", false)]
    [InlineData("[{]}", false)]
    [InlineData("{\"a\":[}]}", false)]
    [InlineData("[\\]", false)]
    [InlineData("{\\\"a\":1}", false)]
    [InlineData("[\"a]", false)]
    [InlineData("[[]", false)]
    [InlineData("truE", false)]
    [InlineData("nul", false)]
    [InlineData("false", true)]
    [InlineData("-", false)]
    [InlineData("01", false)]
    [InlineData("1.", false)]
    [InlineData("1e+", false)]
    [InlineData("1x", false)]
    [InlineData("-0.5E-3", true)]
    [InlineData("]", false)]
    [InlineData("", false)]
    public void Skip_WhatIsNotJson_IsRefusedAsFarAsTheEndDependsOnIt(string text, bool isSkipped)
    {
        foreach (var kernel in Kernels.All)
        {
            Assert.Equal(isSkipped ? text.Length : -1, Skip(text, kernel));
            if (text is ['[' or '{', ..])
            {
                // The same behind enough of a block for vectors.
                var moved = $"[\"{new string('x', 61)}\",{text}]";
                Assert.Equal(isSkipped ? moved.Length : -1, Skip(moved, kernel));
            }
        }
    }

    private static int Skip(string text, object kernel) => JsonSkipper.Skip(Encoding.UTF8.GetBytes(text), 0, JsonSkipper.MaxDepth, (JsonKernel)kernel);
}
