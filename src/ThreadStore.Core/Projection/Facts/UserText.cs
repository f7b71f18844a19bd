using System;
using System.Buffers;
using System.Text;
using ThreadStore.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>What a user message says: its parts joined without a separator, stripped of what an editor puts before the request.</summary>
internal ref struct UserText
{
    private byte[]? _rented;
    private int _length;

    private static ReadOnlySpan<byte> Marker => "## My request for Codex:"u8;

    /// <summary>Stands for a message that is only an image.</summary>
    public static ReadOnlySpan<byte> ImageText => "[Image]"u8;

    /// <summary>True when a part was an image.</summary>
    public bool HasImage { get; set; }

    /// <summary>Adds a text part.</summary>
    public void Append(JsonSlice part)
    {
        _rented ??= Scratch.Rent(part.Bytes.Length);
        var added = JsonText.Decode(part, _rented.AsSpan(_length));
        if (_length + added > _rented.Length)
        {
            Grow(_length + added);
            JsonText.Decode(part, _rented.AsSpan(_length));
        }

        _length += added;
    }

    /// <summary>The text after the first marker, or all of it, without white space around it.</summary>
    public readonly ReadOnlySpan<byte> Stripped()
    {
        var text = (ReadOnlySpan<byte>)_rented.AsSpan(0, _length);
        var marker = text.IndexOf(Marker);
        return Trim(marker < 0 ? text : text[(marker + Marker.Length)..]);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            Scratch.Return(rented);
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var consumed) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
        {
            text = text[consumed..];
        }

        while (Rune.DecodeLastFromUtf8(text, out var rune, out var consumed) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
        {
            text = text[..^consumed];
        }

        return text;
    }

    private void Grow(int needed)
    {
        var larger = Scratch.Rent(Math.Max(needed, _rented!.Length * 2));
        _rented.AsSpan(0, _length).CopyTo(larger);
        Scratch.Return(_rented);
        _rented = larger;
    }
}
