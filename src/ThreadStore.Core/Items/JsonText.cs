using System;
using System.Text;
using System.Text.Unicode;

namespace ThreadStore.Items;

/// <summary>
/// Turns the inside of a JSON string into UTF-8 that every database and every reader can take: lone surrogates, broken UTF-8 and NULs
/// become U+FFFD.
/// </summary>
internal ref struct JsonText
{
    private readonly Span<byte> _destination;
    private int _length;

    private JsonText(Span<byte> destination) => _destination = destination;

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>The text's length. The destination holds the text only if it is at least that long.</summary>
    public static int Decode(JsonSlice slice, Span<byte> destination)
    {
        var text = new JsonText(destination);
        var rest = slice.Bytes;
        while (slice.IsEscaped)
        {
            var run = rest.IndexOf((byte)'\\');
            if (run < 0)
            {
                break;
            }

            text.Put(rest[..run]);
            rest = rest[run..];
            rest = rest[text.PutEscape(rest)..];
        }

        text.Put(rest);
        return text._length;
    }

    private void Put(scoped ReadOnlySpan<byte> run)
    {
        if (Utf8.IsValid(run))
        {
            Copy(run);
            return;
        }

        while (!run.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(run, out _, out var consumed) == System.Buffers.OperationStatus.Done;
            Copy(isValid ? run[..consumed] : Replacement);
            run = run[consumed..];
        }
    }

    private void Copy(scoped ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length <= _destination.Length)
        {
            bytes.CopyTo(_destination[_length..]);
        }

        _length += bytes.Length;
    }

    /// <summary>Writes what the escape at the start means and returns its length; the JSON reader has checked its form.</summary>
    private int PutEscape(ReadOnlySpan<byte> escape)
    {
        switch (escape[1])
        {
            case (byte)'n':
                Copy("\n"u8);
                return 2;
            case (byte)'t':
                Copy("\t"u8);
                return 2;
            case (byte)'r':
                Copy("\r"u8);
                return 2;
            case (byte)'b':
                Copy("\b"u8);
                return 2;
            case (byte)'f':
                Copy("\f"u8);
                return 2;
            case (byte)'u':
                return PutUnicode(escape);
            default:
                Copy(escape.Slice(1, 1));
                return 2;
        }
    }

    private int PutUnicode(ReadOnlySpan<byte> escape)
    {
        var high = (char)Hex(escape.Slice(2, 4));
        if (char.IsHighSurrogate(high) && escape.Length >= 12 && escape[6] == '\\' && escape[7] == 'u'
            && Rune.TryCreate(high, (char)Hex(escape.Slice(8, 4)), out var pair))
        {
            PutRune(pair);
            return 12;
        }

        PutRune(high != 0 && Rune.TryCreate(high, out var rune) ? rune : Rune.ReplacementChar);
        return 6;
    }

    private void PutRune(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Copy(utf8[..rune.EncodeToUtf8(utf8)]);
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
