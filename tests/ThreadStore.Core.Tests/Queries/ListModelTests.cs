using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>
/// Law: whatever the query and the page size, the pages forward and the pages backward give what the model gives, each thread once and in
/// order, as objects and as UTF-8 rows.
/// </summary>
public sealed class ListModelTests : IDisposable
{
    private const int Threads = 90;

    private readonly IndexHome _home = new();
    private readonly SqliteIndexWriter _writer;
    private readonly IndexReader _reader;

    public ListModelTests()
    {
        _writer = _home.OpenWriter();
        _reader = _home.OpenReader();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void List_AnyQuery_GivesWhatTheModelGives(int seed)
    {
        var random = new Random(seed);
        var given = Apply(random);
        using var page = new Utf8ThreadPage();
        var answers = 0;
        for (var i = 0; i < 400; i++)
        {
            var query = ListedThread.RandomQuery(Threads, random);
            var expected = ListedThread.List(query, given).Select(static thread => thread.Id).ToList();
            answers += expected.Count;

            var pages = Walk(_reader, query, random);
            Assert.Equal(expected, pages.SelectMany(static page => page));
            AssertBackward(query, expected, random);
            Assert.Equal(expected, WalkUtf8(query, page));
        }

        Assert.True(answers > 2_000, "the queries have answers");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void List_ThatComparesFewThreadsPerCall_GivesTheSameThreadsOverMorePages(int compared)
    {
        var random = new Random(3);
        var given = Apply(random);
        using var reader = new IndexReader(_home.Files) { MaxCompared = compared };
        var more = 0;
        for (var i = 0; i < 60; i++)
        {
            var query = ListedThread.RandomQuery(Threads, random) with { TitleContains = "multi", Relation = null };
            var expected = ListedThread.List(query, given).Select(static thread => thread.Id).ToList();

            var pages = Walk(reader, query, random);
            Assert.Equal(expected, pages.SelectMany(static page => page));
            more += pages.Count(static page => page.Count == 0);

            // And back again from the end, through pages that may be empty, too.
            var last = query with { PageSize = 3 };
            var end = reader.List(last);
            while (end.NextCursor is not null)
            {
                end = reader.List(last with { Cursor = end.NextCursor });
            }

            var back = new List<ThreadId>(end.Threads.Select(static thread => thread.Id));
            while (end.PreviousCursor is not null)
            {
                end = reader.List(last with { Cursor = end.PreviousCursor });
                back.InsertRange(0, end.Threads.Select(static thread => thread.Id));
            }

            Assert.Equal(expected, back);
        }

        Assert.True(more > 0, "some pages are empty");
    }

    private List<ListedThread> Apply(Random random)
    {
        var given = Enumerable.Range(0, Threads).Select(number => ListedThread.Random(number, Threads, random)).ToList();
        given.ForEach(thread => thread.Apply(_home, _writer));
        return given.ConvertAll(thread => thread.AsProjected(_reader));
    }

    private static List<List<ThreadId>> Walk(IndexReader reader, ThreadListQuery query, Random random)
    {
        var pages = new List<List<ThreadId>>();
        while (true)
        {
            var page = reader.List(query);
            Assert.True(page.Threads.Count <= query.PageSize);
            Assert.Equal(query.Cursor is null, page.PreviousCursor is null);
            pages.Add([.. page.Threads.Select(static thread => thread.Id)]);
            Assert.True(pages.Count < 20 * Threads, "the pages go round in a circle");
            if (page.NextCursor is null)
            {
                return pages;
            }

            query = query with { Cursor = page.NextCursor, PageSize = random.Next(1, 9) };
        }
    }

    // From every place forward, one page back is the threads right before it.
    private void AssertBackward(ThreadListQuery query, List<ThreadId> expected, Random random)
    {
        var seen = 0;
        while (true)
        {
            var page = _reader.List(query);
            if (page.PreviousCursor is not null)
            {
                var size = random.Next(1, 9);
                var before = _reader.List(query with { Cursor = page.PreviousCursor, PageSize = size });
                var from = Math.Max(0, seen - size);
                Assert.Equal(expected.GetRange(from, seen - from), before.Threads.Select(static thread => thread.Id));
                Assert.Equal(from == 0, before.PreviousCursor is null);
                var again = _reader.List(query with { Cursor = before.NextCursor });
                Assert.Equal(page.Threads.Select(static thread => thread.Id), again.Threads.Select(static thread => thread.Id));
            }

            seen += page.Threads.Count;
            if (page.NextCursor is null)
            {
                Assert.Equal(expected.Count, seen);
                return;
            }

            query = query with { Cursor = page.NextCursor };
        }
    }

    private List<ThreadId> WalkUtf8(ThreadListQuery query, Utf8ThreadPage page)
    {
        var ids = new List<ThreadId>();
        _reader.List(query, page, default);
        while (true)
        {
            foreach (var row in page)
            {
                ids.Add(row.Id);
            }

            if (page.NextCursorUtf8.IsEmpty)
            {
                return ids;
            }

            // The cursor lies in the page that is filled.
            _reader.List(query, page, page.NextCursorUtf8);
        }
    }
}
