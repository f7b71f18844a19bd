using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.History;

/// <summary>Joins words to one line that a POSIX shell takes apart into the same words.</summary>
/// <remarks>
/// A word is cut into runs that one kind of quoting can hold: none, single quotes, double quotes, in this order of preference. A caret stands only
/// just behind an opening single quote, and a backslash in double quotes only: other shells take them for something else elsewhere.
/// </remarks>
internal static class ShellWords
{
    private const int Plain = 1;
    private const int Single = 2;
    private const int Double = 4;

    /// <summary>The line. Words with a NUL, which no shell takes, are joined as they are.</summary>
    internal static string Join(IReadOnlyList<string> words)
    {
        var line = new StringBuilder();
        foreach (var word in words)
        {
            if (word.Contains('\0', StringComparison.Ordinal))
            {
                return string.Join(' ', words);
            }

            if (line.Length > 0 || !ReferenceEquals(word, words[0]))
            {
                line.Append(' ');
            }

            Append(line, word);
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, string word)
    {
        if (word.Length == 0)
        {
            line.Append("''");
        }

        for (var at = 0; at < word.Length;)
        {
            var quoting = RunOf(word.AsSpan(at), out var length);
            AppendRun(line, word.AsSpan(at, length), quoting);
            at += length;
        }
    }

    private static int RunOf(ReadOnlySpan<char> word, out int length)
    {
        var quoting = Plain | Single | Double;
        length = 0;
        if (word[0] == '^')
        {
            quoting = Single;
            length = 1;
        }

        while (length < word.Length && (quoting & QuotingsOf(word[length])) is var left && left != 0)
        {
            quoting = left;
            length++;
        }

        return quoting;
    }

    private static void AppendRun(StringBuilder line, ReadOnlySpan<char> run, int quoting)
    {
        if ((quoting & Plain) != 0)
        {
            line.Append(run);
        }
        else if ((quoting & Single) != 0)
        {
            line.Append('\'').Append(run).Append('\'');
        }
        else
        {
            line.Append('"');
            foreach (var letter in run)
            {
                line.Append(letter is '"' or '\\' ? "\\" : "").Append(letter);
            }

            line.Append('"');
        }
    }

    private static int QuotingsOf(char letter) => letter switch
    {
        '\'' or '\\' => Double,
        '^' => 0,
        '`' or '$' or '!' => Single,
        '+' or '-' or '.' or '/' or ':' or '@' or ']' or '_' => Plain | Single | Double,
        _ => char.IsAsciiLetterOrDigit(letter) ? Plain | Single | Double : Single | Double,
    };
}
