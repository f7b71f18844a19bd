using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.Search;

/// <summary>Which characters are one and the same when case does not count: as <see cref="StringComparison.OrdinalIgnoreCase"/> has it.</summary>
/// <remarks>
/// Simple folding, one character to one: no character becomes two (ß is not ss), and no language has rules of its own (i is not İ).
/// </remarks>
internal static class CaseFold
{
    // No character above these two planes has case.
    private const int End = 0x2_0000;

    private static readonly Lazy<Dictionary<int, int[]>> s_classes = new(ReadClasses);

    /// <summary>What all characters of one class fold to.</summary>
    public static int Of(int character)
    {
        if (!Rune.IsValid(character))
        {
            return character;
        }

        var upper = Rune.ToUpperInvariant(new Rune(character)).Value;

        // The long s: ordinal comparisons keep it apart from s, whatever its upper case is.
        return upper < 0x80 && character >= 0x80 ? character : upper;
    }

    /// <summary>All characters that equal this one, itself included.</summary>
    public static int[] ClassOf(int character)
    {
        if (character < 0x80)
        {
            return char.IsAsciiLetter((char)character) ? [character, character ^ 0x20] : [character];
        }

        return s_classes.Value.TryGetValue(Of(character), out var members) ? members : [character];
    }

    private static Dictionary<int, int[]> ReadClasses()
    {
        var classes = new Dictionary<int, int[]>();
        for (var character = 0x80; character < End; character++)
        {
            var fold = Of(character);
            if (fold != character)
            {
                classes[fold] = classes.TryGetValue(fold, out var members) ? [.. members, character] : [fold, character];
            }
        }

        return classes;
    }
}
