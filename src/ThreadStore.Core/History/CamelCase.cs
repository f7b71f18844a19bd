using System;
using System.Buffers;
using System.Text.Json;

namespace ThreadStore.History;

/// <summary>Names in the answer's spelling: the log writes <c>snake_case</c> and <c>PascalCase</c>, the answer <c>camelCase</c>.</summary>
internal static class CamelCase
{
    private const int MaxStack = 128;

    /// <summary>Writes a word as a string value.</summary>
    internal static void WriteWord(Utf8JsonWriter json, ReadOnlySpan<byte> word)
    {
        if (word.Length > MaxStack)
        {
            json.WriteStringValue(word);
            return;
        }

        Span<byte> camel = stackalloc byte[MaxStack];
        json.WriteStringValue(camel[..Of(word, camel)]);
    }

    /// <summary>Writes a value with all names in it, and itself if it is a word, in the answer's spelling.</summary>
    /// <exception cref="JsonException">The value is no JSON.</exception>
    internal static void WriteDeep(Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, Items.JsonObject.Options);
        Span<byte> camel = stackalloc byte[MaxStack];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.ValueSpan.Length <= MaxStack:
                    json.WritePropertyName(camel[..Of(reader.ValueSpan, camel)]);
                    break;
                case JsonTokenType.PropertyName:
                    json.WritePropertyName(reader.ValueSpan);
                    break;
                case JsonTokenType.String when reader.CurrentDepth == 0:
                    WriteWord(json, reader.ValueSpan);
                    break;
                case JsonTokenType.StartObject:
                    json.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    json.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    json.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    json.WriteEndArray();
                    break;
                default:
                    WriteScalar(json, ref reader);
                    break;
            }
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            json.WriteStringValue(reader.GetString());
        }
        else
        {
            json.WriteRawValue(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, skipInputValidation: true);
        }
    }

    private static int Of(ReadOnlySpan<byte> word, Span<byte> camel)
    {
        var length = 0;
        var isStart = false;
        foreach (var letter in word)
        {
            if (letter == '_' && length > 0)
            {
                isStart = true;
                continue;
            }

            var isUpper = isStart && letter is >= (byte)'a' and <= (byte)'z';
            var isLower = length == 0 && letter is >= (byte)'A' and <= (byte)'Z';
            camel[length++] = (byte)(isUpper ? letter - 32 : isLower ? letter + 32 : letter);
            isStart = false;
        }

        return length;
    }
}
