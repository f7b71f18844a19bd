using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ThreadStore.Fuzz.Reference;

/// <summary>Reads and writes a <c>tracestate</c> by the grammar and the rules of W3C trace context, level 2.</summary>
internal static partial class SlowTraceState
{
    private const int MostMembers = 32;
    private const int LongMember = 128;

    /// <summary>The members, of a key that comes twice the first; null for a list that is invalid. The text is Latin-1.</summary>
    internal static List<string>? Read(string text)
    {
        var members = text.Split(',').Select(static member => member.Trim(' ', '\t')).Where(static member => member.Length > 0).ToList();
        return members.Count > MostMembers || !members.TrueForAll(static member => Member().IsMatch(member)) ? null
            : [.. members.DistinctBy(static member => KeyOf(member))];
    }

    internal static string KeyOf(string member) => member[..member.IndexOf('=', System.StringComparison.Ordinal)];

    internal static bool IsMember(string member) => Member().IsMatch(member);

    /// <summary>What of the members fits: long ones go first, then the last ones. The first so many stay whatever happens.</summary>
    internal static string Write(IEnumerable<string> members, int room, int fixedMembers)
    {
        List<string> kept = [.. members];
        while (kept.Count > fixedMembers && string.Join(',', kept).Length > room)
        {
            var at = kept.FindLastIndex(static member => member.Length > LongMember);
            kept.RemoveAt(at >= fixedMembers ? at : kept.Count - 1);
        }

        return string.Join(',', kept);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_\\-*/@]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]\\z", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Member();
}
