using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>Law: a cursor is good for the query, the home and the schema that made it and for nothing else.</summary>
public sealed class ListCursorTests
{
    private const ulong Fingerprint = 77;

    [Theory]
    [InlineData(false, 0, false, false)]
    [InlineData(true, 0, true, false)]
    [InlineData(false, long.MinValue, true, true)]
    [InlineData(false, 1_795_241_290_743, false, true)]
    public void Parse_OfAFormattedCursor_GivesItBack(bool isUndated, long key, bool isBackward, bool isInclusive)
    {
        var place = new ListPlace(isUndated, key, IndexHome.Id(9), isBackward, isInclusive);

        var text = ListCursor.Format(place, Fingerprint)!;

        Assert.Equal(place, ListCursor.Parse(text, Fingerprint));
        Assert.Equal(place, ListCursor.Parse(Encoding.UTF8.GetBytes(text), Fingerprint));
        Assert.Equal(ListCursor.TextLength, text.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026-11-21T06:09:20.915Z|01a1fcb9-3ace-7e71-a1f8-6331db4f7760")]
    [InlineData("2026-11-21T06:09:20.915Z|01a1fcb9-3ace-7e71-a")]
    [InlineData("ääääääääääääääääääääääääääääääääääääääääääääää")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("                                              ")]
    public void Parse_OfGarbage_IsAnInvalidRequest(string text)
    {
        Assert.Equal($"invalid cursor: {text}", Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, Fingerprint)).Message);
        Assert.Equal($"invalid cursor: {text}", Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(Encoding.UTF8.GetBytes(text), Fingerprint)).Message);
    }

    [Fact]
    public void Parse_OfALongText_IsAnInvalidRequestThatShowsOnlyItsStart() =>
        Assert.True(Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(new string('x', 1_000_000), Fingerprint)).Message.Length < 100);

    [Fact]
    public void Parse_WithAnyByteChanged_IsAnInvalidRequest()
    {
        var bytes = Base64Url.DecodeFromChars(ListCursor.Format(new ListPlace(false, 77, IndexHome.Id(9)), Fingerprint)!);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 8;
            var text = Base64Url.EncodeToString(bytes);
            Assert.Throws<InvalidRequestException>(() => ListCursor.Parse(text, Fingerprint));
            bytes[i] ^= 8;
        }
    }

    [Fact]
    public void Fingerprint_OfQueriesThatListOtherwise_IsAnother()
    {
        var query = new ThreadListQuery { Sources = ["a", "b"], TitleContains = "x", Labels = new Dictionary<string, string> { ["k"] = "v" } };
        ThreadListQuery[] others =
        [
            query with { Sort = ThreadSortKey.CreatedAt },
            query with { Ascending = true },
            query with { Archive = ThreadArchiveFilter.Any },
            query with { IncludeHidden = true },
            query with { Sources = ["a"] },
            query with { Sources = null },
            query with { Sources = ["ab"] },
            query with { Sources = null, Originators = ["a", "b"] },
            query with { Originators = [] },
            query with { ModelProviders = ["a"] },
            query with { Cwds = ["a"] },
            query with { TitleContains = "X" },
            query with { TitleContains = null },
            query with { MatchCase = true },
            query with { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(1)) },
            query with { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(1)) },
            query with { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(2)) },
            query with { Excluded = [IndexHome.Id(1)] },
            query with { Labels = null },
            query with { Labels = new Dictionary<string, string> { ["k"] = "w" } },
            query with { Labels = new Dictionary<string, string> { ["k"] = "v", ["l"] = "v" } },
        ];
        var seen = new HashSet<ulong> { Of(query) };

        Assert.All(others, other => Assert.True(seen.Add(Of(other)), other.ToString()));
        Assert.Equal(Of(query), Of(query with { PageSize = 3, Cursor = "c", MinimumPosition = new Position(IndexHome.Id(1), 3), Sources = ["b", "a"] }));
        Assert.NotEqual(Of(query), ListFingerprint.Of(ListFingerprint.OfOrigin("/other", "schema"), query, default(NoListHost)));
        Assert.NotEqual(Of(query), ListFingerprint.Of(ListFingerprint.OfOrigin("/home", "other"), query, default(NoListHost)));

        static ulong Of(ThreadListQuery query) => ListFingerprint.Of(ListFingerprint.OfOrigin("/home", "schema"), query, default(NoListHost));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("01a1fcb8-2b72-7833-a500-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void Bound_OfAnInclusivePlace_LetsItsThreadInAndNoOther(string text)
    {
        var id = ThreadId.Parse(text);
        Span<byte> own = stackalloc byte[ThreadId.BinaryLength];
        Span<byte> bound = stackalloc byte[ThreadId.BinaryLength + 1];
        id.WriteBytes(own);
        foreach (var isAscending in new[] { false, true })
        {
            var place = new ListPlace(false, 0, id);
            Assert.Equal(0, own.SequenceCompareTo(bound[..place.WriteBound(bound, isAscending)]));
            var side = own.SequenceCompareTo(bound[..(place with { IsInclusive = true }).WriteBound(bound, isAscending)]);
            Assert.Equal(isAscending ? 1 : -1, Math.Sign(side));
        }

        // The next id down is not let in with it.
        (new ListPlace(false, 0, id) with { IsInclusive = true }).WriteBound(bound, isAscending: true);
        Assert.True(text.StartsWith("00000000-0000-0000-0000-000000000000", StringComparison.Ordinal) || ThreadId.FromBytes(bound[..ThreadId.BinaryLength]) < id);
    }
}
