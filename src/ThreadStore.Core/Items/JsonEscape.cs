using System;
using System.Text;

namespace ThreadStore.Items;

/// <summary>The escapes of JSON strings.</summary>
internal static class JsonEscape
{
    /// <summary>The most bytes that one escape, or one pair of surrogates, stands for.</summary>
    public const int MaxBytes = 4;

    /// <summary>The length of the escape that the bytes begin with; 0 when they begin with none.</summary>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[0] != '\\')
        {
            return 0;
        }

        switch (bytes[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u' when bytes.Length >= 6:
                foreach (var digit in bytes.Slice(2, 4))
                {
                    if (!char.IsAsciiHexDigit((char)digit))
                    {
                        return 0;
                    }
                }

                return 6;
            default:
                return 0;
        }
    }

    /// <summary>Writes what the escape at the start means, and returns the bytes written; 0 for half of a surrogate pair.</summary>
    /// <param name="bytes">Bytes that begin with an escape; all escapes in them are well formed.</param>
    /// <param name="utf8">Room for <see cref="MaxBytes"/>.</param>
    /// <param name="consumed">The length of the escape, or of the two of a surrogate pair.</param>
    public static int Decode(ReadOnlySpan<byte> bytes, Span<byte> utf8, out int consumed)
    {
        consumed = 2;
        switch (bytes[1])
        {
            case (byte)'n':
                utf8[0] = (byte)'\n';
                return 1;
            case (byte)'t':
                utf8[0] = (byte)'\t';
                return 1;
            case (byte)'r':
                utf8[0] = (byte)'\r';
                return 1;
            case (byte)'b':
                utf8[0] = (byte)'\b';
                return 1;
            case (byte)'f':
                utf8[0] = (byte)'\f';
                return 1;
            case (byte)'u':
                return DecodeUnicode(bytes, utf8, out consumed);
            default:
                utf8[0] = bytes[1];
                return 1;
        }
    }

    /// <summary>True when what the inside of a string means is that text. Half of a surrogate pair equals nothing.</summary>
    /// <param name="inside">The inside of a JSON string; all escapes in it are well formed.</param>
    /// <param name="text">The text.</param>
    public static bool TextEquals(ReadOnlySpan<byte> inside, ReadOnlySpan<byte> text)
    {
        Span<byte> decoded = stackalloc byte[MaxBytes];
        for (var run = inside.IndexOf((byte)'\\'); run >= 0; run = inside.IndexOf((byte)'\\'))
        {
            if (!text.StartsWith(inside[..run]))
            {
                return false;
            }

            text = text[run..];
            inside = inside[run..];
            var length = Decode(inside, decoded, out var consumed);
            if (length == 0 || !text.StartsWith(decoded[..length]))
            {
                return false;
            }

            text = text[length..];
            inside = inside[consumed..];
        }

        return inside.SequenceEqual(text);
    }

    /// <summary>The unit of UTF-16 that an escape of the kind \uXXXX stands for; its form was checked.</summary>
    public static char Unit(ReadOnlySpan<byte> escape) => (char)Hex(escape.Slice(2, 4));

    private static int DecodeUnicode(ReadOnlySpan<byte> bytes, Span<byte> utf8, out int consumed)
    {
        consumed = 6;
        var unit = (char)Hex(bytes.Slice(2, 4));
        if (Rune.TryCreate(unit, out var rune))
        {
            return rune.EncodeToUtf8(utf8);
        }

        if (char.IsHighSurrogate(unit) && bytes.Length >= 12 && bytes[6] == '\\' && bytes[7] == 'u'
            && Rune.TryCreate(unit, (char)Hex(bytes.Slice(8, 4)), out var pair))
        {
            consumed = 12;
            return pair.EncodeToUtf8(utf8);
        }

        return 0;
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return value;
    }
}
