using System;
using System.Buffers;
using System.Text;

namespace ThreadStore.Projection;

/// <summary>What a user message says, stripped of what an editor puts before the request.</summary>
internal static class UserText
{
    private static ReadOnlySpan<byte> Marker => "## My request for Codex:"u8;

    /// <summary>Stands for a message that is only an image.</summary>
    public static ReadOnlySpan<byte> ImageText => "[Image]"u8;

    /// <summary>The text after the first marker, or all of it, without white space around it.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text)
    {
        var marker = text.IndexOf(Marker);
        return Trim(marker < 0 ? text : text[(marker + Marker.Length)..]);
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
}
