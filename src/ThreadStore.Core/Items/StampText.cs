using System;
using System.Runtime.CompilerServices;

namespace ThreadStore.Items;

/// <summary>Writes the times of lines one after the other: those of one second differ in three digits.</summary>
internal struct StampText
{
    private Text _text;
    private long _nextSecond;   // the one after the second of the text, so that nothing written is 0

    /// <summary>Writes the time as <see cref="TimestampText.Format"/> does.</summary>
    internal void Write(Span<byte> destination, long unixMs)
    {
        var second = unixMs / 1000;
        var inSecond = (int)(unixMs - (second * 1000));
        Span<byte> text = _text;
        if (unixMs < 0 || second >= TimestampText.MaxMs / 1000 || second + 1 != _nextSecond)
        {
            TimestampText.Format(text, unixMs);
            _nextSecond = unixMs < 0 ? 0 : second + 1;
        }
        else
        {
            text[20] = (byte)('0' + (inSecond / 100));
            text[21] = (byte)('0' + (inSecond / 10 % 10));
            text[22] = (byte)('0' + (inSecond % 10));
        }

        text.CopyTo(destination);
    }

    [InlineArray(TimestampText.Length)]
    private struct Text
    {
        private byte _first;
    }
}
