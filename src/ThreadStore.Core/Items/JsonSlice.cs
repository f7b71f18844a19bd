using System;
using System.Buffers.Text;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>One JSON value as it stands in a line: nothing is copied or unescaped until it is asked for.</summary>
/// <remarks>
/// Public because generated code in other assemblies reads payloads by it. A string's escapes are well formed. An object or array was
/// only skipped: see <see cref="JsonCursor"/> for what that checks.
/// </remarks>
public readonly ref struct JsonSlice
{
    private readonly ReadOnlySpan<byte> _raw;

    internal JsonSlice(JsonTokenType type, ReadOnlySpan<byte> raw, bool isEscaped)
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

    /// <summary>True for a string.</summary>
    public bool IsString => Type == JsonTokenType.String;

    /// <summary>True for a null that is there.</summary>
    public bool IsNull => Type == JsonTokenType.Null;

    /// <summary>True for a string that is that word, spelled without escapes.</summary>
    public bool Is(ReadOnlySpan<byte> word) => IsString && !IsEscaped && Bytes.SequenceEqual(word);

    /// <summary>True for a string whose text is that one, however it is escaped.</summary>
    public bool TextEquals(ReadOnlySpan<byte> utf8) => IsString && (IsEscaped ? JsonEscape.TextEquals(Bytes, utf8) : Bytes.SequenceEqual(utf8));

    /// <summary>The number, if it is an integer of 64 bits without fraction and exponent.</summary>
    public bool TryGetInt64(out long value)
    {
        // The parser stops at a fraction and says true.
        if (Type == JsonTokenType.Number && Utf8Parser.TryParse(_raw, out value, out var consumed) && consumed == _raw.Length)
        {
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>The value, if it is true or false.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = Type == JsonTokenType.True;
        return value || Type == JsonTokenType.False;
    }

    /// <summary>
    /// Writes the text as UTF-8 that every database can take: lone surrogates, broken UTF-8 and NULs become U+FFFD. Returns the text's length; the
    /// destination holds the text only if it is at least that long.
    /// </summary>
    public int Decode(Span<byte> destination) => JsonText.Decode(this, destination);

    /// <summary>The raw JSON as a value whose bytes are copied as they are: a string keeps its quotes and escapes.</summary>
    public JsonSlice AsRaw() => new(JsonTokenType.Comment, _raw, isEscaped: false);
}
