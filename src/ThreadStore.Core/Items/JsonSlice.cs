using System;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>One JSON value as it stands in a line: nothing is copied or unescaped until the whole payload proved readable.</summary>
internal readonly ref struct JsonSlice
{
    private readonly ReadOnlySpan<byte> _raw;

    private JsonSlice(JsonTokenType type, ReadOnlySpan<byte> raw, bool isEscaped)
    {
        Type = type;
        _raw = raw;
        IsEscaped = isEscaped;
    }

    /// <summary>The value's kind; <see cref="JsonTokenType.None"/> when the key was absent.</summary>
    public JsonTokenType Type { get; }

    /// <summary>A string's inside, or the raw JSON of any other value.</summary>
    public ReadOnlySpan<byte> Bytes => IsString ? _raw[1..^1] : _raw;

    /// <summary>True for a string with escapes.</summary>
    public bool IsEscaped { get; }

    /// <summary>The bytes of the raw JSON.</summary>
    public int RawLength => _raw.Length;

    public bool IsString => Type == JsonTokenType.String;

    public bool IsNull => Type == JsonTokenType.Null;

    /// <summary>Moves from a property's name over its value and keeps that value.</summary>
    public static JsonSlice Take(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        return TakeValue(ref reader, json);
    }

    /// <summary>Keeps the value that the reader stands on, and moves to its end.</summary>
    public static JsonSlice TakeValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var type = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        var isEscaped = type == JsonTokenType.String && reader.ValueIsEscaped;
        reader.Skip();
        return new JsonSlice(type, json[start..(int)reader.BytesConsumed], isEscaped);
    }

    /// <summary>True for a string that is that word.</summary>
    public bool Is(ReadOnlySpan<byte> word) => IsString && !IsEscaped && Bytes.SequenceEqual(word);

    /// <summary>The raw JSON as a value whose bytes are copied as they are: a string keeps its quotes and escapes.</summary>
    public JsonSlice AsRaw() => new(JsonTokenType.Comment, _raw, isEscaped: false);

    /// <summary>A reader over the value; the value is an object.</summary>
    public Utf8JsonReader OpenObject() => JsonObject.Open(Bytes);
}
