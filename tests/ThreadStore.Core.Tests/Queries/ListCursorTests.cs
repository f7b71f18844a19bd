using System.Buffers.Text;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>Law: a cursor is good for the query that made it and for nothing else.</summary>
public sealed class ListCursorTests
{
    private static readonly ThreadListQuery s_query = new() { Sort = ThreadSortKey.RecencyAt, Ascending = true, IncludeHidden = true };

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, long.MinValue)]
    [InlineData(false, 1_795_241_290_743)]
    public void Parse_OfAFormattedCursor_GivesItBack(bool isUndated, long ms)
    {
        var text = new ListCursor(isUndated, ms, IndexHome.Id(9)).Format(s_query);

        var cursor = ListCursor.Parse(text, s_query);

        Assert.Equal((isUndated, ms, IndexHome.Id(9)), (cursor.IsUndated, cursor.Milliseconds, cursor.Id));
        Assert.Equal(42, text.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026-11-21T06:09:20.915Z|01a1fcb9-3ace-7e71-a1f8-6331db4f7760")]
    [InlineData("ääääääääääääääääääääääääääääääääääääääääää")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("                                          ")]
    public void Parse_OfGarbage_IsAnInvalidRequest(string text)
    {
        var e = Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query));

        Assert.Equal($"invalid cursor: {text}", e.Message);
    }

    [Fact]
    public void Parse_OfALongText_IsAnInvalidRequestThatShowsOnlyItsStart() =>
        Assert.True(Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(new string('x', 1_000_000), s_query)).Message.Length < 100);

    [Fact]
    public void Parse_WithAnyByteChanged_IsAnInvalidRequest()
    {
        var bytes = Base64Url.DecodeFromChars(new ListCursor(false, 77, IndexHome.Id(9)).Format(s_query));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 8;
            var text = Base64Url.EncodeToString(bytes);
            Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query));
            bytes[i] ^= 8;
        }
    }

    [Fact]
    public void Parse_ForAnotherQuery_IsAnInvalidRequest()
    {
        var text = new ListCursor(false, 77, IndexHome.Id(9)).Format(s_query);

        Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query with { Sort = ThreadSortKey.CreatedAt }));
        Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query with { Ascending = false }));
        Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query with { Archive = ThreadArchiveFilter.Any }));
        Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, s_query with { IncludeHidden = false }));
        Assert.Equal(77, ListCursor.Parse(text, s_query with { PageSize = 3 }).Milliseconds);
    }
}
