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
    private readonly bool _isValid;
    private int _length;

    private JsonText(Span<byte> destination, bool isValid)
    {
        _destination = destination;
        _isValid = isValid;
    }

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>The text's length. The destination holds the text only if it is at least that long.</summary>
    public static int Decode(JsonSlice slice, Span<byte> destination) => Decode(slice.Bytes, slice.IsEscaped, destination);

    /// <summary>The same for the inside of a string, or a part of it that cuts no escape in two.</summary>
    public static int Decode(ReadOnlySpan<byte> inside, bool isEscaped, Span<byte> destination)
    {
        // Asked once: an escape is ASCII, so what lies between two of them is valid when the whole is.
        var rest = inside;
        var text = new JsonText(destination, Utf8.IsValid(rest));
        while (isEscaped)
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
        if (_isValid || Utf8.IsValid(run))
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

    /// <summary>Writes what the escape at the start means and returns its length; its form was checked when the slice was made.</summary>
    private int PutEscape(ReadOnlySpan<byte> escape)
    {
        Span<byte> utf8 = stackalloc byte[JsonEscape.MaxBytes];
        var length = JsonEscape.Decode(escape, utf8, out var consumed);
        Copy(length == 0 || utf8[0] == 0 ? Replacement : utf8[..length]);
        return consumed;
    }
}
