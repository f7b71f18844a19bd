using System;
using ThreadStore.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>Decoded parts of one line's text, joined without a separator in a block of the thread's scratch memory.</summary>
internal ref struct TextParts
{
    private byte[]? _rented;
    private int _length;

    /// <summary>What was added so far.</summary>
    public readonly ReadOnlySpan<byte> Text => _rented.AsSpan(0, _length);

    /// <summary>Adds a part; the slice is a string.</summary>
    public void Append(scoped JsonSlice part)
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

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            _length = 0;
            Scratch.Return(rented);
        }
    }

    private void Grow(int needed)
    {
        var larger = Scratch.Rent(Math.Max(needed, _rented!.Length * 2));
        _rented.AsSpan(0, _length).CopyTo(larger);
        Scratch.Return(_rented);
        _rented = larger;
    }
}
