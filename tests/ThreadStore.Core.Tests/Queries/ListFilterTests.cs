using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>
/// What each filter lets through. Seen to fail: with case minded by default, with the ancestor among its descendants, with an empty filter
/// taken for none, and with a place turned round without letting its thread in.
/// </summary>
public sealed class ListFilterTests : IDisposable
{
    private readonly IndexHome _home = new();
    private readonly SqliteIndexWriter _writer;
    private readonly IndexReader _reader;

    public ListFilterTests()
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
    [InlineData("multi", false, new[] { 2, 1 })]
    [InlineData("Multi", true, new[] { 1 })]
    [InlineData("ÄRGER", false, new[] { 3 })]
    [InlineData("ÄRGER", true, new int[0])]
    [InlineData("σίσυφ", false, new[] { 4 })]
    [InlineData("%", false, new[] { 5 })]
    [InlineData("", false, new[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData("called", false, new[] { 6 })]
    [InlineData("forgotten", false, new int[0])]
    [InlineData("\ud800", false, new int[0])]
    [InlineData("\ud800", true, new int[0])]
    public void List_ByText_LooksInTheTitleAndTheNameThatIsShown(string text, bool isCased, int[] numbers)
    {
        string[] titles = ["Multi", "a multitude", "der Ärger", "ΣΊΣΥΦΟΣ", "100%"];
        for (var i = 0; i < titles.Length; i++)
        {
            Apply(new ListedThread(i + 1) { UpdatedAt = i, Title = titles[i] });
        }

        Apply(new ListedThread(6) { UpdatedAt = 6, Name = "forgotten", SessionName = "so called" });

        Assert.Equal(numbers, Numbers(new ThreadListQuery { TitleContains = text, MatchCase = isCased }));
    }

    [Fact]
    public void List_ByAnEmptyFilter_IsOfNothing()
    {
        Apply(new ListedThread(1) { UpdatedAt = 1, Source = "cli", Cwd = "/a", Originator = "o", ModelProvider = "p" });

        foreach (var query in new ThreadListQuery[] { new() { Sources = [] }, new() { Originators = [] }, new() { ModelProviders = [] }, new() { Cwds = [] } })
        {
            var page = _reader.List(query);
            Assert.Empty(page.Threads);
            Assert.Equal((null, null), (page.NextCursor, page.PreviousCursor));
        }

        Assert.Equal([1], Numbers(new ThreadListQuery { Sources = ["cli"], Cwds = ["/a"], Originators = ["o"], ModelProviders = ["p"] }));
    }

    [Fact]
    public void List_ByDirectory_MeansExactlyThatOne()
    {
        Apply(new ListedThread(1) { UpdatedAt = 1, Cwd = "/home/dev/proj" });
        Apply(new ListedThread(2) { UpdatedAt = 2, Cwd = "/home/dev/proj/" });
        Apply(new ListedThread(3) { UpdatedAt = 3, Cwd = "/home/dev/Proj" });
        Apply(new ListedThread(4) { UpdatedAt = 4, Cwd = "/home/dev/proj' OR '1'='1" });

        Assert.Equal([1], Numbers(new ThreadListQuery { Cwds = ["/home/dev/proj"] }));
        Assert.Equal([4, 2], Numbers(new ThreadListQuery { Cwds = ["/home/dev/proj/", "/home/dev/proj' OR '1'='1"] }));
    }

    [Fact]
    public void List_ByRelation_EndsInCirclesAndLeavesTheAncestorOut()
    {
        // 1 started 2, which started 3, which is said to have started 1; 4 started itself.
        Apply(new ListedThread(1) { UpdatedAt = 1, Parent = Text(3) });
        Apply(new ListedThread(2) { UpdatedAt = 2, Parent = Text(1).ToUpperInvariant() });
        Apply(new ListedThread(3) { UpdatedAt = 3, Parent = Text(2), IsHidden = true });
        Apply(new ListedThread(4) { UpdatedAt = 4, Parent = Text(4) });
        Apply(new ListedThread(5) { UpdatedAt = 5, Parent = "no id" });
        // Through one that is hidden, and through one that is archived.
        Apply(new ListedThread(6) { UpdatedAt = 6, Parent = Text(3), IsArchived = true });
        Apply(new ListedThread(7) { UpdatedAt = 7, Parent = Text(6) });

        Assert.Equal([2], Numbers(new ThreadListQuery { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(1)) }));
        Assert.Equal([7, 2], Numbers(new ThreadListQuery { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(1)) }));
        Assert.Equal([7, 6, 3, 2], Numbers(new ThreadListQuery { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(1)), IncludeHidden = true, Archive = ThreadArchiveFilter.Any }));
        Assert.Empty(Numbers(new ThreadListQuery { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(4)) }));
        Assert.Empty(Numbers(new ThreadListQuery { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(99)) }));
    }

    [Fact]
    public void List_OfBadQueries_IsAnInvalidRequest()
    {
        ThreadListQuery[] bad =
        [
            new() { PageSize = 0 },
            new() { PageSize = 1001 },
            new() { Sort = (ThreadSortKey)3 },
            new() { Archive = (ThreadArchiveFilter)(-1) },
            new() { Excluded = [.. Enumerable.Range(0, 101).Select(IndexHome.Id)] },
            new() { Excluded = null! },
            new() { Sources = [.. Enumerable.Repeat("a", 1001)] },
            new() { Originators = [null!] },
            new() { ModelProviders = ["a", null!] },
            new() { Cwds = [.. Enumerable.Repeat("a", 1001)] },
            new() { Labels = Enumerable.Range(0, 65).ToDictionary(static i => $"k{i}", static _ => "v") },
            new() { Labels = new Dictionary<string, string> { ["k"] = null! } },
            new() { MinimumPosition = new Position(IndexHome.Id(1), 1) },
            new() { Cursor = "" },
            new() { Cursor = "garbage" },
        ];

        Assert.All(bad, query => Assert.Throws<InvalidRequestException>(() => _reader.List(query)));
        Assert.Empty(_reader.List(new ThreadListQuery { Excluded = [.. Enumerable.Range(0, 100).Select(IndexHome.Id)], Cwds = [.. Enumerable.Repeat("a", 1000)] }).Threads);
    }

    [Fact]
    public void List_WithACursorOfAnotherHome_IsAnInvalidRequest()
    {
        using var other = new IndexHome();
        other.OpenWriter().Dispose();
        using var foreign = other.OpenReader();
        Apply(new ListedThread(1) { UpdatedAt = 1 });
        Apply(new ListedThread(2) { UpdatedAt = 2 });
        var query = new ThreadListQuery { PageSize = 1 };
        var next = query with { Cursor = _reader.List(query).NextCursor };

        Assert.Single(_reader.List(next).Threads);
        Assert.Throws<InvalidRequestException>(() => foreign.List(next));
    }

    [Fact]
    public void List_WhenWhatWasBehindACursorIsGone_GoesBackToWhatIsThere()
    {
        for (var number = 1; number <= 3; number++)
        {
            Apply(new ListedThread(number) { UpdatedAt = number });
        }

        var query = new ThreadListQuery { PageSize = 2 };
        var first = _reader.List(query);
        Remove(1);
        var behind = _reader.List(query with { Cursor = first.NextCursor });

        Assert.Empty(behind.Threads);
        Assert.Null(behind.NextCursor);
        Assert.Equal([3, 2], Numbers(query with { Cursor = behind.PreviousCursor }));

        Remove(3);
        Remove(2);
        var before = _reader.List(query with { Cursor = behind.PreviousCursor });
        Assert.Empty(before.Threads);
        Assert.Null(before.PreviousCursor);
        Apply(new ListedThread(4) { UpdatedAt = 0 });
        Assert.Equal([4], Numbers(query with { Cursor = before.NextCursor }));
    }

    [Fact]
    public void List_WhileThreadsComeAndGo_RepeatsNoneThatStays()
    {
        var random = new Random(11);
        for (var number = 0; number < 30; number++)
        {
            Apply(new ListedThread(number) { UpdatedAt = number / 3 });
        }

        var query = new ThreadListQuery { PageSize = 4 };
        var seen = new List<int>();
        var gone = new HashSet<int>();
        var page = _reader.List(query);
        for (var next = 30; ; next++)
        {
            seen.AddRange(page.Threads.Select(Number));
            if (page.NextCursor is null)
            {
                break;
            }

            Apply(new ListedThread(next) { UpdatedAt = random.Next(12) });
            var victim = random.Next(30);
            if (gone.Add(victim))
            {
                Remove(victim);
            }

            page = _reader.List(query with { Cursor = page.NextCursor });
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(Enumerable.Range(0, 30).Except(gone).Except(seen));
    }

    [Fact]
    public void List_ThatIsCancelled_SaysSoAndLeavesTheReaderAsItWas()
    {
        Apply(new ListedThread(1) { UpdatedAt = 1 });
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => _reader.List(new ThreadListQuery(), cancelled.Token));
        Assert.Equal([1], Numbers(new ThreadListQuery()));
    }

    [Fact]
    public void List_ThatIsCancelledOnItsWay_EndsThere()
    {
        Apply(new ListedThread(1) { UpdatedAt = 1, Title = "one" });
        Apply(new ListedThread(2) { UpdatedAt = 2, Title = "two" });
        using var cancelled = new CancellationTokenSource();
        // The token is cancelled by the walk itself, when it reads the values of a filter.
        var query = new ThreadListQuery { TitleContains = "x", Excluded = new CancellingList(cancelled) };

        Assert.Throws<OperationCanceledException>(() => _reader.List(query, cancelled.Token));
        Assert.Equal([2, 1], Numbers(new ThreadListQuery()));
    }

    [Fact]
    public void List_ByMoreFiltersThanStayPrepared_GoesOn()
    {
        Apply(new ListedThread(1) { UpdatedAt = 1, Source = "s1", Cwd = "/c1" });
        for (var round = 0; round < 2; round++)
        {
            for (var sources = 1; sources <= 256; sources *= 2)
            {
                for (var cwds = 1; cwds <= 256; cwds *= 2)
                {
                    Assert.Equal([1], Numbers(new ThreadListQuery { Sources = Values("s", sources), Cwds = Values("/c", cwds) }));
                }
            }
        }

        static string[] Values(string prefix, int count) => [.. Enumerable.Range(1, count).Select(i => prefix + i)];
    }

    private static string Text(int number) => IndexHome.Id(number).ToString();

    private static int Number(StoredThread thread) => Convert.ToInt32(thread.Id.ToString()[24..], 16);

    private List<int> Numbers(ThreadListQuery query) => [.. _reader.List(query).Threads.Select(Number)];

    private void Apply(ListedThread thread) => thread.Apply(_home, _writer);

    private void Remove(int number)
    {
        Assert.Equal(IndexStatus.Ready, _writer.TryBegin());
        Assert.True(_writer.Remove(IndexHome.Id(number)));
        Assert.Equal(IndexStatus.Ready, _writer.Commit());
    }

    /// <summary>One thread that is left out, and a token that is cancelled when the list gets to it for the second time.</summary>
    private sealed class CancellingList(CancellationTokenSource source) : IReadOnlyList<ThreadId>
    {
        private int _reads;

        public int Count => 1;

        public ThreadId this[int index]
        {
            get
            {
                // The fingerprint reads it first, then the walk.
                if (++_reads == 2)
                {
                    source.Cancel();
                }

                return IndexHome.Id(99);
            }
        }

        public IEnumerator<ThreadId> GetEnumerator() => Enumerable.Repeat(this[0], 1).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
