using System;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Law: a snippet is a part of the text, with the hit where it says, and no more of the text than was asked for. Seen to fail with the edge
/// of a snippet within an escape, and with a snippet that is one byte too long.
/// </summary>
public sealed class SnippetTests
{
    [Theory]
    [InlineData("one two three", "two", 0, "two", 0)]
    [InlineData("one two three", "two", 2, "e two t", 2)]
    [InlineData("one two three", "two", 60, "one two three", 4)]
    [InlineData("a\\nb\\tc needle d\\u0007", "needle", 60, "a b c needle d ", 6)]
    [InlineData("say \\\"needle\\\" twice", "needle", 1, "\"needle\"", 1)]
    [InlineData("\\u00e9\\u00e9needle\\u00e9\\u00e9", "needle", 2, "éneedleé", 1)]
    [InlineData("ééneedleéé", "needle", 3, "éneedleé", 1)]
    [InlineData("\\ud83d\\ude00needle\\ud83d\\ude00", "needle", 4, "😀needle😀", 2)]
    [InlineData("\\ud83d\\ude00needle\\ud83d\\ude00", "needle", 3, "needle", 0)]
    public void Of_KnownTexts(string spelled, string term, int radius, string expected, int start)
    {
        var snippet = Cut(Encoding.UTF8.GetBytes(spelled), term, radius);

        Assert.Equal((expected, start, term.Length), (snippet.Text, snippet.Start, snippet.Length));
    }

    [Fact]
    public void Of_ATextOfBackslashes_CutsNoneInTwo()
    {
        for (var shift = 0; shift < 14; shift++)
        {
            var spelled = string.Concat(Enumerable.Repeat("\\\\", 100)) + new string('n', shift) + "needle" + new string('n', shift) + string.Concat(Enumerable.Repeat("\\\\", 100));

            var snippet = Cut(Encoding.UTF8.GetBytes(spelled), "needle", 20);

            Assert.Equal(new string('\\', 20 - shift) + new string('n', shift) + "needle" + new string('n', shift) + new string('\\', 20 - shift), snippet.Text);
        }
    }

    [Fact]
    public void Of_AnyText_IsAPartOfItWithTheHitInIt()
    {
        string[] pieces = ["a", "é", "漢", "😀", "\\n", "\\\\", "\\u0041", "\\ud83d\\ude00", "\\u001b", "x y "];
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            string Some() => string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var spelled = $"{Some()}needle{Some()}";
            var text = string.Concat(System.Text.Json.JsonDocument.Parse($"\"{spelled}\"").RootElement.GetString()!.Select(static one => char.IsControl(one) ? ' ' : one));
            var radius = random.Next(40);

            var snippet = Cut(Encoding.UTF8.GetBytes(spelled), "needle", radius);

            Assert.Contains(snippet.Text, text, StringComparison.Ordinal);
            Assert.Equal("needle", snippet.Text.Substring(snippet.Start, snippet.Length));
            AssertRadius(snippet.Text[..snippet.Start], text[..text.IndexOf("needle", StringComparison.Ordinal)], radius);
            AssertRadius(snippet.Text[(snippet.Start + 6)..], text[(text.IndexOf("needle", StringComparison.Ordinal) + 6)..], radius);
        }
    }

    // As much as there is, or as fits: less than one more character is missing.
    private static void AssertRadius(string shown, string all, int radius)
    {
        var length = Encoding.UTF8.GetByteCount(shown);
        Assert.InRange(length, Math.Min(radius - 3, Encoding.UTF8.GetByteCount(all)), radius);
    }

    private static Snippet Cut(byte[] inside, string term, int radius)
    {
        Assert.True(TextMatch.TryFind(SearchTerm.Parse(term), inside, JsonSkipper.Best, out var start, out var end));
        return Snippet.Of(inside, start, end, radius);
    }
}
