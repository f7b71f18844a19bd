using System;
using System.Globalization;
using System.Text;

namespace ThreadStore.Cli.Output;

/// <summary>Makes text from logs and file names fit for a terminal: one line, nothing that moves the cursor or changes its colours.</summary>
internal static class CleanText
{
    /// <summary>The text with every run of white space and control characters as one blank.</summary>
    internal static string OneLine(string text)
    {
        var first = IndexOfUnclean(text);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (var character in text.AsSpan(first))
        {
            if (!IsUnclean(character))
            {
                clean.Append(character);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>The clean text, cut to a number of characters; a cut text ends in an ellipsis.</summary>
    internal static string Cut(string? text, int length)
    {
        // A text may be a megabyte; what is shown is not.
        var start = text is null ? "" : text.Length > length * 4 ? text[..(length * 4)] : text;
        var clean = OneLine(start);
        if (clean.Length <= length)
        {
            return start.Length == (text?.Length ?? 0) ? clean : $"{clean}…";
        }

        var end = length - 1;
        return $"{clean.AsSpan(0, char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end)}…";
    }

    private static int IndexOfUnclean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnclean(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    // Format characters include the overrides of the writing direction.
    private static bool IsUnclean(char character) =>
        char.IsControl(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || character is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
