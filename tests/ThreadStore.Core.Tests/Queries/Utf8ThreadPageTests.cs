using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>Law: a row as UTF-8 says what the row as an object says, and a page that is filled again allocates nothing.</summary>
public sealed class Utf8ThreadPageTests : IDisposable
{
    private const int Threads = 60;

    private readonly IndexHome _home = new();
    private readonly SqliteIndexWriter _writer;
    private readonly IndexReader _reader;

    public Utf8ThreadPageTests()
    {
        _writer = _home.OpenWriter();
        _reader = _home.OpenReader();
        var random = new Random(5);
        for (var number = 0; number < Threads; number++)
        {
            (ListedThread.Random(number, Threads, random) with { IsHidden = false, Parent = number < 2 ? null : IndexHome.Id(number / 2).ToString() }).Apply(_home, _writer);
        }
    }

    public static TheoryData<string> Filters => [.. Queries.Keys];

    private static Dictionary<string, ThreadListQuery> Queries { get; } = new()
    {
        ["none"] = new(),
        ["sources"] = new() { Sources = ["cli", "exec", "other"] },
        ["directories"] = new() { Cwds = ["/a", "/b"], ModelProviders = ["openai", "Openai"], Originators = ["tui", "sdk"] },
        ["text"] = new() { TitleContains = "multi" },
        ["cased text"] = new() { TitleContains = "Multi", MatchCase = true },
        ["excluded"] = new() { Excluded = [IndexHome.Id(1), IndexHome.Id(2), IndexHome.Id(3)] },
        ["children"] = new() { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(1)), Archive = ThreadArchiveFilter.Any },
        ["descendants"] = new() { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(1)) },
        ["labels"] = new() { Labels = new Dictionary<string, string> { ["team"] = "core" } },
        ["all"] = new() { Archive = ThreadArchiveFilter.Any, IncludeHidden = true },
        ["oldest"] = new() { Ascending = true, Sort = ThreadSortKey.CreatedAt },
    };

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void Row_SaysWhatTheObjectSays_InEveryProperty()
    {
        var delta = IndexHome.Delta(Threads, 0, 100, "title", 5_000);
        foreach (var fact in BuiltInFacts.Texts)
        {
            IndexHome.Set(delta, fact, fact == "Labels" ? """{"k":"v"}""" : $"{fact} ä"[..Math.Min(fact.Length + 2, BuiltInFacts.Room(fact) - 1)]);
        }

        delta.Facts.SetNumber(BuiltInFacts.Number("TokensUsed"), 77);
        _home.ApplyAlone(_writer, delta, _home.File(Threads));
        var query = new ThreadListQuery { PageSize = 1000, Archive = ThreadArchiveFilter.Any, IncludeHidden = true };
        var threads = _reader.List(query).Threads;
        using var page = new Utf8ThreadPage();

        _reader.List(query, page, default);

        Assert.Equal(Threads + 1, page.Count);
        for (var i = 0; i < page.Count; i++)
        {
            Assert.Equal(JsonSerializer.Serialize(threads[i]), JsonSerializer.Serialize(page[i].ToStoredThread()));
            AssertProperties(threads[i], page[i]);
        }
    }

    [Fact]
    public void Properties_AreThoseOfTheObject()
    {
        string[] derived = ["CreatedAt", "UpdatedAt", "RecencyAt", "ArchivedAt"];

        Assert.Equal(
            typeof(StoredThread).GetProperties().Select(static property => property.Name).Except(derived).Order(StringComparer.Ordinal),
            typeof(Utf8Thread).GetProperties().Select(static property => property.Name).Except(["Facts"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void List_IntoAPageThatIsThere_AllocatesNothing(string filter)
    {
        var query = Queries[filter] with { PageSize = 50 };
        using var page = new Utf8ThreadPage();
        var bytes = 0L;

        Allocation.AssertNone(
            () =>
            {
                _reader.List(query, page, default);
                foreach (var row in page)
                {
                    bytes += row.Name.Length + row.Preview.Length + (row.UpdatedAtMs is null ? 0 : 1);
                }
            },
            rounds: 200);
        Assert.True(page.Count > 0);
        Assert.NotEqual(0, bytes);
    }

    [Fact]
    public void List_PageAfterPage_AllocatesNothing()
    {
        var query = new ThreadListQuery { PageSize = 7 };
        using var page = new Utf8ThreadPage();
        var pages = 0;

        Allocation.AssertNone(
            () =>
            {
                _reader.List(query, page, default);
                while (!page.NextCursorUtf8.IsEmpty)
                {
                    _reader.List(query, page, page.NextCursorUtf8);
                    pages++;
                }

                while (!page.PreviousCursorUtf8.IsEmpty)
                {
                    _reader.List(query, page, page.PreviousCursorUtf8);
                }
            },
            rounds: 50);
        Assert.True(pages > 50);
    }

    [Fact]
    public void Cursors_AreThoseOfThePageOfObjects()
    {
        var query = new ThreadListQuery { PageSize = 5 };
        var first = _reader.List(query);
        using var page = new Utf8ThreadPage();

        _reader.List(query, page, default);

        Assert.Equal((first.NextCursor, null), (page.NextCursor, page.PreviousCursor));
        Assert.Equal(first.NextCursor, Encoding.ASCII.GetString(page.NextCursorUtf8));
        var second = _reader.List(query with { Cursor = first.NextCursor });
        _reader.List(query with { Cursor = first.NextCursor }, page, default);
        Assert.Equal((second.NextCursor, second.PreviousCursor), (page.NextCursor, page.PreviousCursor));
        Assert.Equal(second.PreviousCursor, Encoding.ASCII.GetString(page.PreviousCursorUtf8));
    }

    [Fact]
    public void List_WithTextsBeyondThePagesMemory_EndsThePageEarlyAndGoesOn()
    {
        var query = new ThreadListQuery { PageSize = 50 };
        var expected = _reader.List(query).Threads.Select(static thread => thread.Id).ToList();
        using var page = new Utf8ThreadPage { MaxBytes = 1 };
        var ids = new List<ThreadId>();

        _reader.List(query, page, default);
        ids.Add(page[0].Id);
        while (!page.NextCursorUtf8.IsEmpty)
        {
            _reader.List(query, page, page.NextCursorUtf8);
            Assert.Equal(1, page.Count);
            ids.Add(page[0].Id);
        }

        Assert.Equal(expected, ids);
    }

    [Fact]
    public void Page_ThatIsDisposedOf_IsEmptyAndCanBeFilledAgain()
    {
        var page = new Utf8ThreadPage();
        _reader.List(new ThreadListQuery(), page, default);
        page.Dispose();

        Assert.Equal(0, page.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => page[0].LogOffset);
        _reader.List(new ThreadListQuery { PageSize = 3 }, page, default);
        Assert.Equal(3, page.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => page[3].LogOffset);
        Assert.Throws<ArgumentOutOfRangeException>(() => page[-1].LogOffset);
        page.Dispose();
    }

    [Fact]
    public void List_ThatFails_LeavesThePageEmpty()
    {
        using var page = new Utf8ThreadPage();
        _reader.List(new ThreadListQuery(), page, default);

        Assert.Throws<InvalidRequestException>(() => _reader.List(new ThreadListQuery { PageSize = 0 }, page, default));
        Assert.Throws<InvalidRequestException>(() => _reader.List(new ThreadListQuery(), page, "garbage"u8));

        Assert.Equal(0, page.Count);
        Assert.True(page.NextCursorUtf8.IsEmpty);
    }

    [Fact]
    public void List_WithAHostsColumns_GivesThemTyped()
    {
        _reader.Dispose();
        _writer.Dispose();
        var projection = ComposedProjection.With<RunFacts>();
        using var writer = SqliteIndexWriter.Open(_home.Files, projection);
        using var reader = new IndexReader(_home.Files, projection);
        var delta = projection.NewDelta();
        IndexHome.Fill(delta, Threads, 0, 10, "t", 7, "shown");
        FactNames<RunFacts>.SetNumber(delta.Host!, "ToolCalls", 3);
        FactNames<RunFacts>.SetText(delta.Host!, "Label", "red");
        _home.ApplyAlone(writer, delta, _home.File(Threads));
        using var page = new Utf8ThreadPage();

        reader.List(new ThreadListQuery<RunFacts> { OrderBy = RunFacts.Columns.ToolCalls }, page, default);

        Assert.Equal(1, page.Count);
        var facts = new RunFacts.Row(page[0].Facts);
        Assert.Equal((IndexHome.Id(Threads), 3L, "red"), (page[0].Id, facts.ToolCalls, Encoding.UTF8.GetString(facts.Label)));
        Assert.Null(facts.MostTokens);
        Assert.Equal("red", RunFacts.Read(page[0].Facts).Label.ToString());
    }

    private static void AssertProperties(StoredThread thread, Utf8Thread row)
    {
        Assert.Equal(
            (thread.Id, thread.Archived, thread.LogOffset, thread.CreatedAtMs, thread.UpdatedAtMs, thread.RecencyAtMs, thread.TokensUsed),
            (row.Id, row.Archived, row.LogOffset, row.CreatedAtMs, row.UpdatedAtMs, row.RecencyAtMs, row.TokensUsed));
        Assert.Equal<string?[]>(
            [thread.RolloutPath, thread.Source, thread.Title, thread.Name, thread.Cwd, thread.MemoryMode, thread.SandboxPolicy, thread.ParentThreadId],
            [Text(row.RolloutPath), Text(row.Source), Text(row.Title), Text(row.Name), Text(row.Cwd), Text(row.MemoryMode), Text(row.SandboxPolicy), Text(row.ParentThreadId)]);
    }

    private static string? Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
}
