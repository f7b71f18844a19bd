using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ThreadStore.Faults;

/// <summary>What each line of a child bears: who wrote it, in which round, and its number there.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Round">The round of the writer.</param>
/// <param name="Number">The line's number in that round, from 1.</param>
public readonly partial record struct Mark(int Writer, int Round, int Number)
{
    /// <summary>A user message that bears the mark; every third one is longer than what travels in a delta.</summary>
    public byte[] ToMessage()
    {
        var text = ToString();
        text = Number % 3 == 0 ? text.PadRight(400, '.') : text;
        return Encoding.UTF8.GetBytes(
            """{"type":"item_completed","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"@"}]}}""".Replace("@", text, StringComparison.Ordinal));
    }

    /// <summary>The mark as it stands in a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Writer}-{Round}-{Number}]");

    /// <summary>The mark of a line; null when it bears none.</summary>
    public static Mark? Find(string line)
    {
        var match = Pattern().Match(line);
        return match.Success ? new Mark(Number("writer"), Number("round"), Number("line")) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\[(?<writer>\d+)-(?<round>\d+)-(?<line>\d+)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
