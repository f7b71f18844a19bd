using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Law: a term is found in the inside of a JSON string exactly where the runtime finds it, ignoring case, in the text that the string means, however
/// that is spelled. Seen to fail with no look at \u, with a place inside of an escape taken for a character, with surrogates
/// held for no letters, with the slash spelled in one way only, and with the least instead of the most bytes before the anchor.
/// </summary>
public sealed class TextMatchTests
{
    private static readonly string[] s_pieces =
        [
            "a", "A", "b", "e", "k", "K", "\u212a", "s", "\u017f", "i", "I", "\u0130", "\u0131", "ß", "ẞ", "ss", "é", "É", "e\u0301", "σ", "ς", "Σ", "я", "Я", "ⱥ", "Ⱥ",
            "漢", "字", "😀", "\U00010400", "\U00010428", "\n", "\t", "\"", "\\", "/", "\u0001", "\u001b", "n", "u", "t", "0", "1", "x", " ", "\u007f", "\u2028", "\\n", "\\u0041",
        ];

    [Fact]
    public void TryFind_AnyTextInAnySpelling_IsWhereTheRuntimeFindsIt()
    {
        var found = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var text = Pieces(random, random.Next(1, 40));
            var term = random.Next(3) == 0 ? Pieces(random, random.Next(1, 3)) : Cased(random, Part(random, text));
            if (string.IsNullOrWhiteSpace(term))
            {
                continue;
            }

            var spelled = Spell(random, text);
            Assert.Equal(text, JsonDocument.Parse($"\"{spelled}\"").RootElement.GetString());
            var inside = Encoding.UTF8.GetBytes(spelled);
            var expected = text.IndexOf(term, StringComparison.OrdinalIgnoreCase);
            found += expected >= 0 ? 1 : 0;
            foreach (var kernel in Kernels.All)
            {
                var isFound = TextMatch.TryFind(SearchTerm.Parse(term), inside, kernel, out var start, out var end);

                Assert.True(expected >= 0 == isFound, $"seed {seed}: {term} in {spelled}");
                if (isFound)
                {
                    Assert.Equal(text[..expected], Meaning(inside.AsSpan(0, start)));
                    Assert.Equal(term.Length, Meaning(inside.AsSpan(start..end)).Length);
                }
            }
        }

        Assert.InRange(found, 4_000, 9_500);
    }

    [Theory]
    [InlineData("hello", "\\u0048ELLO", true)]
    [InlineData("hello", "h\\u0065llo", true)]
    [InlineData("hello", "h\\u0045LL\\u006F", true)]
    [InlineData("hello", "h\\\\u0065llo", false)]
    [InlineData("a/b", "a\\/b", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a\nb", "a\\nb", true)]
    [InlineData("a\nb", "a\\u000Ab", true)]
    [InlineData("nb", "a\\nb", false)]
    [InlineData("\nb", "a\\\\nb", false)]
    [InlineData("\"quoted\"", "\\\"Quoted\\\"", true)]
    [InlineData("c:\\dir", "C:\\\\Dir", true)]
    [InlineData("00e9", "\\u00e9", false)]
    [InlineData("é", "\\u00C9", true)]
    [InlineData("😀", "\\uD83D\\uDE00", true)]
    [InlineData("😀", "\\ud83d\\ude00", true)]
    [InlineData("😀~~", "\\ud83d\\ude00~~", true)]
    [InlineData("𐐨", "\\ud801\\udc00", true)]
    [InlineData("straße", "STRASSE", false)]
    [InlineData("\u001b[31m", "\\u001b[31m", true)]
    public void TryFind_KnownSpellings(string term, string spelled, bool isFound) =>
        Assert.Equal(isFound, TextMatch.TryFind(SearchTerm.Parse(term), Encoding.UTF8.GetBytes(spelled), JsonSkipper.Best, out _, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void Parse_NoTerm_IsAnInvalidRequest(string? term) => Assert.Throws<InvalidRequestException>(() => SearchTerm.Parse(term));

    [Fact]
    public void Parse_ATermAboveTheLimit_IsAnInvalidRequest()
    {
        Assert.Equal(6 * SearchTerm.MaxLength, SearchTerm.Parse(new string('x', SearchTerm.MaxLength)).MaxBytes);
        Assert.Throws<InvalidRequestException>(() => SearchTerm.Parse(new string('x', SearchTerm.MaxLength + 1)));
    }

    [Fact]
    public void Parse_HalfOfASurrogatePair_IsAnInvalidRequest()
    {
        // Not as the data of a theory: attributes hold well-formed text only.
        foreach (var term in new[] { "\ud83d", "a\ude00b", "\ude00\ud83d", "x\ud83d" })
        {
            Assert.Throws<InvalidRequestException>(() => SearchTerm.Parse(term));
        }
    }

    [Fact]
    public void Find_InWhatHoldsNothing_AllocatesNothing()
    {
        var term = SearchTerm.Parse("needle");
        var inside = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("needs led \\u001b[0m and \\u006eothing else ", 20)));

        Allocation.AssertNone(() => TextMatch.TryFind(term, inside, JsonSkipper.Best, out _, out _), rounds: 500);
    }

    private static string Pieces(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => s_pieces[random.Next(s_pieces.Length)]));

    private static string Part(Random random, string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var start = random.Next(runes.Length);
        return string.Concat(runes.Skip(start).Take(random.Next(1, 6)));
    }

    private static string Cased(Random random, string text) => random.Next(3) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        _ => text,
    };

    /// <summary>The text as the inside of a JSON string, each character spelled in one of the ways that there are.</summary>
    private static string Spell(Random random, string text)
    {
        var spelled = new StringBuilder();
        var isPlain = random.Next(2) == 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var plain = rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '/' => random.Next(2) == 0 ? "/" : "\\/",
                >= 0x20 => rune.ToString(),
                _ => null,
            };
            if (plain is not null && (isPlain || random.Next(4) != 0))
            {
                spelled.Append(plain);
                continue;
            }

            foreach (var unit in rune.ToString())
            {
                spelled.Append("\\u").Append(((int)unit).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
            }
        }

        return spelled.ToString();
    }

    private static string Meaning(ReadOnlySpan<byte> inside) => JsonDocument.Parse($"\"{Encoding.UTF8.GetString(inside)}\"").RootElement.GetString()!;
}
