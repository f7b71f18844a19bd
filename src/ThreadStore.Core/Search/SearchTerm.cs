using System;
using System.Collections.Generic;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>A text to look for, made ready for looking into the raw bytes of JSON strings. Immutable.</summary>
internal sealed class SearchTerm
{
    /// <summary>The longest term, in UTF-16 units.</summary>
    public const int MaxLength = 1024;

    // One unit of UTF-16 as \uXXXX.
    private const int LongestSpelling = 6;

    private readonly int[][] _classes;
    private readonly HashSet<int> _members = [];
    private readonly bool _hasPairs;

    private SearchTerm(string text)
    {
        var classes = new List<int[]>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var members = CaseFold.ClassOf(rune.Value);
            classes.Add(members);
            _members.UnionWith(members);
            _hasPairs |= rune.Value > char.MaxValue;
        }

        _classes = [.. classes];
        MaxBytes = LongestSpelling * text.Length;
        Anchor = AnchorChoice.Of(_classes);
    }

    /// <summary>What the scan looks for.</summary>
    public TermAnchor Anchor { get; }

    /// <summary>The most bytes that a spelling of the term takes.</summary>
    public int MaxBytes { get; }

    /// <summary>Makes a term ready.</summary>
    /// <exception cref="InvalidRequestException">It is empty, blank, too long, or no well-formed UTF-16.</exception>
    public static SearchTerm Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidRequestException("a search needs a term");
        }

        if (text.Length > MaxLength)
        {
            throw new InvalidRequestException($"a search term has {MaxLength} characters at most, not {text.Length}");
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out _))
            {
                throw new InvalidRequestException("a search term must be well-formed Unicode");
            }

            i++;
        }

        return new SearchTerm(text);
    }

    /// <summary>The place after the term, when it is spelled at this one; -1 when it is not.</summary>
    public int Match(ReadOnlySpan<byte> json, int at)
    {
        foreach (var members in _classes)
        {
            if (!TryDecode(json, ref at, out var character) || Array.IndexOf(members, character) < 0)
            {
                return -1;
            }
        }

        return at;
    }

    /// <summary>True for an escape of the kind \uXXXX that may stand for a character of the term.</summary>
    public bool MayBeSpelledBy(ReadOnlySpan<byte> escape)
    {
        if (JsonEscape.Length(escape) != LongestSpelling)
        {
            return false;
        }

        var unit = JsonEscape.Unit(escape);
        return char.IsSurrogate(unit) ? _hasPairs : _members.Contains(unit);
    }

    private static bool TryDecode(ReadOnlySpan<byte> json, ref int at, out int character)
    {
        character = 0;
        if ((uint)at >= (uint)json.Length)
        {
            return false;
        }

        var first = json[at];
        if (first == '\\')
        {
            return TryDecodeEscape(json, ref at, out character);
        }

        if (first < 0x80)
        {
            // A quote ends the string, and a control byte is no JSON.
            character = first;
            at++;
            return first is not (byte)'"' and >= 0x20;
        }

        if (Rune.DecodeFromUtf8(json[at..], out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        character = rune.Value;
        at += consumed;
        return true;
    }

    private static bool TryDecodeEscape(ReadOnlySpan<byte> json, ref int at, out int character)
    {
        character = 0;
        var escape = json[at..];
        Span<byte> utf8 = stackalloc byte[JsonEscape.MaxBytes];
        if (JsonEscape.Length(escape) == 0)
        {
            return false;
        }

        var length = JsonEscape.Decode(escape, utf8, out var consumed);
        if (length == 0 || Rune.DecodeFromUtf8(utf8[..length], out var rune, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        character = rune.Value;
        at += consumed;
        return true;
    }
}
