using System;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>The few steps by which payloads are walked, forward only, over <see cref="Utf8JsonReader"/>.</summary>
internal static class JsonObject
{
    /// <summary>How payloads are read: compact JSON without comments.</summary>
    // Deeper than the peer's own limit of 128, so that nothing it can write is refused here.
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>A reader that stands on the opening brace of the object.</summary>
    /// <exception cref="JsonException">The bytes do not start with an object.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        return reader;
    }

    /// <summary>Moves to the next property's name; false at the object's end.</summary>
    public static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>True for what the reader throws on bytes that are not JSON, or whose escapes are no text.</summary>
    public static bool IsBadJson(Exception e) => e is JsonException or InvalidOperationException;
}
