using System;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>Finds a term in the inside of one JSON string: the authority on what is a hit.</summary>
internal static class TextMatch
{
    /// <summary>The first place of the term, as [start, end) in the string's inside; false when the text does not hold it.</summary>
    public static bool TryFind(SearchTerm term, ReadOnlySpan<byte> inside, JsonKernel kernel, out int start, out int end)
    {
        var anchor = term.Anchor;
        for (var at = AnchorScan.Find(inside, 0, inside.Length, anchor, kernel); at >= 0; at = AnchorScan.Find(inside, at + 1, inside.Length, anchor, kernel))
        {
            if (inside[at] == '\\' && term.MayBeSpelledBy(inside[at..]))
            {
                // From here on, or across this place, the anchor may be spelled otherwise.
                return TryFindSlowly(term, inside, Math.Max(0, at - term.MaxBytes), out start, out end);
            }

            for (start = Math.Max(0, at - anchor.MaxBefore); start <= at - anchor.MinBefore; start++)
            {
                end = term.Match(inside, start);
                if (end >= 0 && IsCharacterStart(inside, start))
                {
                    return true;
                }
            }
        }

        start = end = 0;
        return false;
    }

    /// <summary>False within an escape.</summary>
    public static bool IsCharacterStart(ReadOnlySpan<byte> inside, int at)
    {
        if (IsAfterBackslash(inside, at))
        {
            return false;
        }

        for (var back = 1; back <= 4 && back < at; back++)
        {
            if (inside[at - back] == 'u' && IsAfterBackslash(inside, at - back))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFindSlowly(SearchTerm term, ReadOnlySpan<byte> inside, int from, out int start, out int end)
    {
        for (start = from; start < inside.Length; start++)
        {
            end = term.Match(inside, start);
            if (end >= 0 && IsCharacterStart(inside, start))
            {
                return true;
            }
        }

        start = end = 0;
        return false;
    }

    // The byte before belongs to an escape that begins with it.
    private static bool IsAfterBackslash(ReadOnlySpan<byte> inside, int at)
    {
        var run = at;
        while (run > 0 && inside[run - 1] == '\\')
        {
            run--;
        }

        return ((at - run) & 1) != 0;
    }
}
