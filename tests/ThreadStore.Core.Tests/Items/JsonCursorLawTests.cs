using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Items;

/// <summary>
/// Laws, with the runtime's reader as the judge: who enters and takes everything sees what the reader sees, and is refused what the
/// reader refuses; who skips sees the same members. No bytes make a verb throw. Each variant gives the same.
/// </summary>
public class JsonCursorLawTests
{
    [Fact]
    public void Walk_AnyJson_GivesWhatTheReaderGives() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            var expected = JsonWalk.ByReader(json);
            Assert.NotNull(expected);
            AssertWalk(expected, json);
        },
        count: 2000);

    [Fact]
    public void Walk_AnyJsonAtAnyPlaceOfABlock_GivesWhatTheReaderGives() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            for (var pad = 0; pad < IJsonBlockReader.BlockBytes; pad++)
            {
                byte[] padded = [.. "[\""u8, .. Enumerable.Repeat((byte)'x', pad), .. "\","u8, .. json, .. "]"u8];
                AssertWalk(JsonWalk.ByReader(padded), padded);
            }
        },
        count: 40);

    [Fact]
    public void Steps_AnyJson_SeeWhatTheDocumentHolds() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            for (var seed = 0; seed < 8; seed++)
            {
                foreach (var kernel in Kernels.All)
                {
                    var cursor = Open(json, root.ValueKind == JsonValueKind.Array, kernel);
                    StepThrough(ref cursor, root, new Random(seed));
                    Assert.False(cursor.IsBroken);
                    Assert.False(cursor.NextProperty() || cursor.NextElement());
                }
            }
        });

    [Fact]
    public void Walk_JsonCutAnywhere_IsBroken() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            for (var length = 0; length < json.Length; length++)
            {
                // What lies behind the end would close everything: it must not be looked at.
                var cut = json.AsSpan(0, length).ToArray().Concat(Encoding.UTF8.GetBytes("\"}]}]}]}]}]}]")).ToArray().AsSpan(0, length);
                foreach (var kernel in Kernels.All)
                {
                    Assert.Null(JsonWalk.ByCursor(cut, kernel));
                    var cursor = Open(cut, json[0] == '[', kernel);
                    cursor.SkipRest();
                    Assert.True(cursor.IsBroken);
                }
            }
        },
        count: 60);

    [Fact]
    public void Walk_DamagedJson_IsRefusedWhenTheReaderRefuses() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            for (var seed = 0; seed < 12; seed++)
            {
                var damaged = Damage(json, new Random(seed));
                AssertWalk(JsonWalk.ByReader(damaged), damaged);
            }
        });

    [Fact]
    public void SkipRest_DamagedJson_AcceptsWhatTheReaderAccepts() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            for (var seed = 0; seed < 12; seed++)
            {
                var damaged = Damage(json, new Random(seed));
                var isJson = JsonWalk.ByReader(damaged) is not null;
                foreach (var kernel in Kernels.All)
                {
                    var cursor = Open(damaged, damaged[0] == '[', kernel);
                    cursor.SkipRest();
                    Assert.True(!isJson || !cursor.IsBroken);
                }
            }
        });

    [Fact]
    public void Verbs_AnyOrderOnDamagedJson_NeverThrowAndGiveTheSameInEveryVariant() => Seeds.Check(
        JsonGenerator.Container,
        static json =>
        {
            for (var seed = 0; seed < 12; seed++)
            {
                var bytes = seed < 6 ? json : Damage(json, new Random(seed));
                var expected = Trace(bytes, JsonKernel.Scalar, seed);
                foreach (var kernel in Kernels.All)
                {
                    Assert.Equal(expected, Trace(bytes, kernel, seed));
                }
            }
        });

    private static JsonCursor Open(ReadOnlySpan<byte> json, bool isArray, JsonKernel kernel) =>
        isArray ? JsonCursor.OpenArray(json, kernel) : JsonCursor.OpenObject(json, kernel);

    private static void AssertWalk(string? expected, ReadOnlySpan<byte> json)
    {
        foreach (var kernel in Kernels.All)
        {
            Assert.Equal(expected, JsonWalk.ByCursor(json, kernel));
        }
    }

    // Beside the document's own tree: each member is skipped, left alone, taken or entered, and sometimes the rest is skipped.
    private static void StepThrough(ref JsonCursor cursor, JsonElement container, Random random)
    {
        foreach (var (name, value) in Members(container))
        {
            if (random.Next(12) == 0)
            {
                cursor.SkipRest();
                return;
            }

            Assert.True(name is null ? cursor.NextElement() : cursor.NextProperty());
            Assert.Equal(name ?? [], cursor.RawName.ToArray());
            switch (random.Next(5))
            {
                case 0:
                    cursor.Skip();
                    break;
                case 1:
                    break;
                case 2:
                    AssertTaken(value, cursor.Take());
                    break;
                case 3 when value.ValueKind != JsonValueKind.Array:
                    Assert.False(cursor.EnterArray());
                    break;
                case 3 when value.ValueKind != JsonValueKind.Object:
                    Assert.False(cursor.EnterObject());
                    break;
                default:
                    if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    {
                        Assert.True(value.ValueKind == JsonValueKind.Object ? cursor.EnterObject() : cursor.EnterArray());
                        StepThrough(ref cursor, value, random);
                    }

                    break;
            }
        }

        Assert.False(container.ValueKind == JsonValueKind.Array ? cursor.NextElement() : cursor.NextProperty());
    }

    private static IEnumerable<(byte[]? Name, JsonElement Value)> Members(JsonElement container) => container.ValueKind == JsonValueKind.Array
        ? container.EnumerateArray().Select(static element => ((byte[]?)null, element))
        : container.EnumerateObject().Select(static property => ((byte[]?)JsonMarshal.GetRawUtf8PropertyName(property).ToArray(), property.Value));

    private static void AssertTaken(JsonElement value, JsonSlice slice)
    {
        Assert.Equal(JsonMarshal.GetRawUtf8Value(value), slice.AsRaw().Bytes);
        Assert.Equal(value.ValueKind == JsonValueKind.String && slice.Bytes.Contains((byte)'\\'), slice.IsEscaped);
        Assert.Equal(value.ValueKind == JsonValueKind.String, slice.IsString);
        Assert.Equal(value.ValueKind == JsonValueKind.Null, slice.IsNull);
        Assert.Equal(value.ValueKind is JsonValueKind.True or JsonValueKind.False, slice.TryGetBoolean(out var flag));
        Assert.Equal(value.ValueKind == JsonValueKind.True, flag);
        long expected = 0;
        Assert.Equal(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out expected), slice.TryGetInt64(out var number));
        Assert.Equal(expected, number);
    }

    private static byte[] Damage(byte[] json, Random random)
    {
        var marks = "{}[]\"\\,: 0.eEtu\n\u001f-"u8;
        var damaged = json.ToArray();
        for (var left = random.Next(1, 3); left > 0; left--)
        {
            damaged[random.Next(damaged.Length)] = random.Next(5) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
        }

        return damaged;
    }

    private static string Trace(ReadOnlySpan<byte> json, JsonKernel kernel, int seed)
    {
        var random = new Random(seed);
        var trace = new StringBuilder();
        var cursor = Open(json, json[0] == '[', kernel);
        for (var step = 0; step < 60; step++)
        {
            var verb = random.Next(9);
            trace.Append(verb).Append(' ').Append(verb switch
            {
                0 or 1 => cursor.NextProperty(),
                2 or 3 => cursor.NextElement(),
                4 => cursor.EnterObject(),
                5 => cursor.EnterArray(),
                _ => cursor.NameEquals("type"u8),
            });
            switch (verb)
            {
                case 6:
                    var slice = cursor.Take();
                    trace.Append(slice.Type).Append(slice.IsEscaped).Append(Encoding.Latin1.GetString(slice.Bytes));
                    break;
                case 7:
                    cursor.Skip();
                    break;
                case 8 when random.Next(4) == 0:
                    cursor.SkipRest();
                    break;
            }

            trace.Append(' ').Append(Encoding.Latin1.GetString(cursor.RawName)).Append(cursor.IsBroken).Append('\n');
        }

        return trace.ToString();
    }
}
