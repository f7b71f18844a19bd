using Xunit;

namespace ThreadStore.Cli.Output;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\nlines\r\n", "two lines")]
    [InlineData("\x1b[31mred\a", "[31mred")]
    [InlineData("a\u202eb", "a b")]
    [InlineData("", "")]
    public void OneLine_Text_HasNothingThatMovesTheCursor(string text, string clean) => Assert.Equal(clean, CleanText.OneLine(text));

    [Theory]
    [InlineData("12345", 5, "12345")]
    [InlineData("123456", 5, "1234…")]
    [InlineData("123😀56", 5, "123…")]
    [InlineData(null, 5, "")]
    public void Cut_Text_FitsAndIsWholeCharacters(string? text, int length, string cut) => Assert.Equal(cut, CleanText.Cut(text, length));

    [Fact]
    public void Cut_BlanksThatHideTheRest_SaysThatThereIsMore() => Assert.Equal("a…", CleanText.Cut("a" + new string('\n', 1000) + "b", 5));
}
