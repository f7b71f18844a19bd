using System.Text;
using Xunit;

namespace ThreadStore;

/// <summary>Law: a text is an id in its one form of 36 characters, or it is none: an id becomes part of the names of files.</summary>
public sealed class ThreadIdTests
{
    private const string Text = "01a1fcb8-2b72-7833-a595-9c5022c4ed8f";

    // Seen to fail with the runtime's parser alone: those with 0x, with a sign, with a blank or a line feed.
    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../../../../../../../../../etc/pass")]
    [InlineData("/1a1fcb8-2b72-7833-a595-9c5022c4ed8f")]
    [InlineData("0xa1fcb8-2b72-7833-a595-9c5022c4ed8f")]
    [InlineData("+1a1fcb8-2b72-7833-a595-9c5022c4ed8f")]
    [InlineData("01a1fcb8-+b72-7833-a595-9c5022c4ed8f")]
    [InlineData(Text + " ")]
    [InlineData("\n" + Text)]
    [InlineData(Text + "\0")]
    [InlineData("01a1fcb82b727833a5959c5022c4ed8f----")]
    [InlineData("{" + Text + "}")]
    public void Parse_AnythingElse_IsAnInvalidRequest(string text)
    {
        Assert.False(ThreadId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.False(ThreadId.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<InvalidRequestException>(() => ThreadId.Parse(text));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("01A1FCB8-2B72-7833-A595-9C5022C4ED8F")]
    public void Parse_OfTheForm_GivesTheLowerCaseText(string text)
    {
        Assert.True(ThreadId.TryParse(text, out var id) && ThreadId.TryParse(Encoding.UTF8.GetBytes(text), out var same) && same == id);
        Assert.Equal(Text, id.ToString());
    }
}
