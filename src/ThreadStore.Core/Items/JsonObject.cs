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

    /// <summary>Moves from a property's name into its value if that is an object, else past the value.</summary>
    public static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>Moves to the name of that property within the object that the reader is in; false at the object's end.</summary>
    public static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>Moves into the object of that name; false when there is none, or when it is no object.</summary>
    public static bool EnterNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => Find(ref reader, name) && Enter(ref reader);

    /// <summary>True for what the reader throws on bytes that are not JSON, or whose escapes are no text.</summary>
    public static bool IsBadJson(Exception e) => e is JsonException or InvalidOperationException;
}
