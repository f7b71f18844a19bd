using System;
using System.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>All visible texts of a line as one, for the full-text index. Reused from line to line.</summary>
internal sealed class LineText : IDisposable
{
    /// <summary>The most bytes that are taken of one line.</summary>
    public const int MaxBytes = 1 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _length;

    /// <summary>Reads a line. The text is valid until the next read; it is empty when nothing of the line is visible.</summary>
    public ReadOnlySpan<byte> Read(in Line line)
    {
        _length = 0;
        var texts = VisibleTexts.Of(line);
        while (_length < MaxBytes && texts.Next(out var text))
        {
            Add(text);
        }

        return _buffer.AsSpan(0, _length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Add(in JsonSlice text)
    {
        var start = _length == 0 ? 0 : _length + 1;
        var inside = Cut(text.Bytes, MaxBytes);

        // A byte that is no UTF-8 becomes three.
        MakeRoom(start + (3 * inside.Length));
        if (start > 0)
        {
            _buffer[start - 1] = (byte)' ';
        }

        var added = _buffer.AsSpan(start, JsonText.Decode(inside, text.IsEscaped, _buffer.AsSpan(start)));

        // The index marks the words that it found by control characters.
        foreach (ref var one in added)
        {
            one = one < 0x20 ? (byte)' ' : one;
        }

        _length = start + added.Length;
    }

    // Between two characters.
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> inside, int length)
    {
        if (inside.Length <= length)
        {
            return inside;
        }

        while (length > 0 && (!TextMatch.IsCharacterStart(inside, length) || (inside[length] & 0xc0) == 0x80))
        {
            length--;
        }

        return inside[..length];
    }

    private void MakeRoom(int length)
    {
        if (length <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
