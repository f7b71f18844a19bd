using System;
using System.Buffers;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>A hit with the text around it.</summary>
/// <param name="Text">Without escapes; control characters are blanks.</param>
/// <param name="Start">Where the hit starts in it.</param>
/// <param name="Length">The hit's length.</param>
internal readonly record struct Snippet(string Text, int Start, int Length)
{
    // The most bytes that stand for one byte of text: \u0041.
    private const int SpelledBytes = 6;

    // A byte that is no UTF-8 becomes U+FFFD.
    private const int ExpandedBytes = 3;

    /// <summary>Cuts a snippet out of the inside of a JSON string whose escapes are well formed.</summary>
    public static Snippet Of(ReadOnlySpan<byte> inside, int start, int end, int radius)
    {
        // With some more than is shown, so that what is cut in two at the outer end is not shown.
        var from = Math.Max(0, start - (SpelledBytes * (radius + 2)));
        while (from < start && !TextMatch.IsCharacterStart(inside, from))
        {
            from++;
        }

        var to = Math.Min(inside.Length, end + (SpelledBytes * (radius + 2)));
        while (to > end && !TextMatch.IsCharacterStart(inside, to))
        {
            to--;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ExpandedBytes * Math.Max(Math.Max(start - from, to - end), end - start));
        try
        {
            var before = ToText(Last(Decode(inside[from..start], buffer), radius));
            var hit = ToText(Decode(inside[start..end], buffer));
            var after = ToText(First(Decode(inside[end..to], buffer), radius));
            return new Snippet(before + hit + after, before.Length, hit.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Span<byte> Decode(ReadOnlySpan<byte> part, byte[] buffer)
    {
        var length = JsonText.Decode(part, isEscaped: true, buffer);
        return buffer.AsSpan(0, length);
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> text, int radius)
    {
        var from = Math.Max(0, text.Length - radius);
        while (from < text.Length && IsContinuation(text[from]))
        {
            from++;
        }

        return text[from..];
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> text, int radius)
    {
        var to = Math.Min(text.Length, radius);
        while (to > 0 && to < text.Length && IsContinuation(text[to]))
        {
            to--;
        }

        return text[..to];
    }

    private static bool IsContinuation(byte value) => (value & 0xc0) == 0x80;

    private static string ToText(ReadOnlySpan<byte> utf8) => string.Create(Encoding.UTF8.GetCharCount(utf8), utf8, static (text, utf8) =>
    {
        Encoding.UTF8.GetChars(utf8, text);
        foreach (ref var one in text)
        {
            if (char.IsControl(one))
            {
                one = ' ';
            }
        }
    });
}
