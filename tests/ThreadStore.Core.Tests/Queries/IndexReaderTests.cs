using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>
/// Laws: walking the pages of a list gives every thread that the query names exactly once, in order, whatever the page size; an answer comes from the
/// newest epoch; reading changes nothing and pins nothing.
/// </summary>
public sealed class IndexReaderTests : IDisposable
{
    private readonly IndexHome _home = new();
    private readonly SqliteIndexWriter _writer;
    private readonly IndexReader _reader;

    public IndexReaderTests()
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
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void List_WithAPageSizeOutOfRange_IsAnInvalidRequest(int size) =>
        Assert.Throws<InvalidRequestException>(() => _reader.List(new ThreadListQuery { PageSize = size }));

    [Fact]
    public void List_OfAnEmptyIndex_IsAnEmptyLastPage()
    {
        var page = _reader.List(new ThreadListQuery());

        Assert.Empty(page.Threads);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(7, false)]
    [InlineData(1000, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(7, true)]
    [InlineData(1000, true)]
    public void List_PageByPageOverTies_GivesEveryThreadOnceInOrder(int size, bool ascending)
    {
        // Times 100, 100, 100, 200, 200, 300, and two threads without a time, which come last either way.
        long?[] times = [100, 300, 100, 200, null, 100, 200, null];
        Insert(times);
        var expected = Enumerable.Range(0, times.Length).Select(i => (Time: times[i], Id: IndexHome.Id(i)))
            .OrderBy(static t => t.Time is null)
            .ThenBy(t => ascending ? t.Time : -t.Time)
            .ThenBy(static t => t.Id, Comparer<ThreadId>.Create((a, b) => ascending ? a.CompareTo(b) : b.CompareTo(a)))
            .Select(static t => t.Id);

        foreach (var sort in Enum.GetValues<ThreadSortKey>())
        {
            Assert.Equal(expected, Walk(new ThreadListQuery { PageSize = size, Ascending = ascending, Sort = sort }).Select(static t => t.Id));
        }
    }

    [Fact]
    public void List_OfACollection_ShowsThatOneOnly()
    {
        Apply(1, 100);
        Apply(2, 200, archived: true);
        Apply(3, 300);
        Apply(4, 300, archived: true);

        Assert.Equal([3, 1], Numbers(ThreadArchiveFilter.Active));
        Assert.Equal([4, 2], Numbers(ThreadArchiveFilter.Archived));
        Assert.Equal([4, 3, 2, 1], Numbers(ThreadArchiveFilter.Any));

        IEnumerable<int> Numbers(ThreadArchiveFilter filter) => Walk(new ThreadListQuery { Archive = filter, PageSize = 1 }).Select(Number);
    }

    [Fact]
    public void List_HidesThreadsWithoutAPreview_UnlessAskedFor()
    {
        Apply(1, 100);
        Apply(2, 200, preview: null);

        Assert.Equal([1], Walk(new ThreadListQuery()).Select(Number));
        Assert.Equal([2, 1], Walk(new ThreadListQuery { IncludeHidden = true, PageSize = 1 }).Select(Number));
    }

    [Fact]
    public void List_WhenThreadsMoveBetweenPages_DoesNotRepeatThoseThatStay()
    {
        Insert([100, 200, 300]);
        var query = new ThreadListQuery { PageSize = 1 };
        var first = _reader.List(query);
        Assert.Equal(IndexHome.Id(2), first.Threads[0].Id);
        _home.ApplyAlone(_writer, IndexHome.Delta(0, 10, 20, updatedAtMs: 900));

        Assert.Equal([1], Walk(query with { Cursor = first.NextCursor }).Select(Number));
    }

    [Fact]
    public void List_WithACursorOfAnotherQuery_IsAnInvalidRequest()
    {
        Insert([100, 200, 300]);
        var cursor = _reader.List(new ThreadListQuery { PageSize = 1 }).NextCursor;

        Assert.Throws<InvalidRequestException>(() => _reader.List(new ThreadListQuery { Ascending = true, Cursor = cursor }));
    }

    [Fact]
    public void TryRead_GivesEveryColumn()
    {
        var delta = IndexHome.Delta(1, 0, 100, "title", 5_000);
        delta.Facts.SetNumber(BuiltInFacts.Number("CreatedAt"), 1_795_241_290_743);
        delta.Facts.SetNumber(BuiltInFacts.Number("RecencyAt"), 1_795_241_290_744);
        delta.Facts.SetNumber(BuiltInFacts.Number("TokensUsed"), 77);
        delta.Facts.SetTime(BuiltInFacts.Number("Name"), 10);
        delta.Facts.SetNumber(BuiltInFacts.Number("HistoryBaseEnd"), 3);
        foreach (var fact in BuiltInFacts.Texts)
        {
            IndexHome.Set(delta, fact, $"{fact} ä"[..Math.Min(fact.Length + 2, BuiltInFacts.Room(fact) - 1)]);
        }

        _home.ApplyAlone(_writer, delta);

        var thread = _reader.TryRead(IndexHome.Id(1))!;
        Assert.Equal("sessions/rollout-1.jsonl", thread.RolloutPath);
        Assert.Equal((false, 100, 77), (thread.Archived, thread.LogOffset, thread.TokensUsed));
        Assert.Equal((1_795_241_290_743, 5_000, 1_795_241_290_744), (thread.CreatedAtMs, thread.UpdatedAtMs, thread.RecencyAtMs));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 8, 10, 743, TimeSpan.Zero), thread.CreatedAt);
        foreach (var property in typeof(StoredThread).GetProperties().Where(static p => p.PropertyType == typeof(string) && p.Name != "RolloutPath"))
        {
            Assert.StartsWith(property.Name, (string?)property.GetValue(thread), StringComparison.Ordinal);
        }

        Assert.Equal($"thread {IndexHome.Id(1)}", thread.ToString());
        Assert.Null(_reader.TryRead(IndexHome.Id(2)));
    }

    [Fact]
    public void TryRead_OfABareRow_FillsTheDefaults()
    {
        _home.ApplyAlone(_writer, IndexHome.Delta(1, 0, 100, preview: null));

        var thread = _reader.TryRead(IndexHome.Id(1))!;
        Assert.Equal(("enabled", "on-request", "legacy", 0L), (thread.MemoryMode, thread.ApprovalMode, thread.HistoryMode, thread.TokensUsed));
        Assert.Equal(StoredThread.DefaultSandboxPolicy, thread.SandboxPolicy);
        Assert.Null(thread.UpdatedAtMs);
        Assert.Null(thread.UpdatedAt);
        Assert.Null(thread.Title);
        Assert.Empty(thread.Labels);
    }

    [Theory]
    [InlineData("""{"a":"b","ä":""}""", "a=b ä=")]
    [InlineData("""{"a":"b","n":7,"o":{"x":"y"},"c":"d"}""", "a=b c=d")]
    [InlineData("{}", "")]
    [InlineData("7", "")]
    [InlineData("""["a"]""", "")]
    [InlineData("""{"a":""", "")]
    [InlineData("""{"a":"\ud800"}""", "")]
    public void TryRead_OfLabels_GivesThoseThatAreTexts(string json, string expected)
    {
        var delta = IndexHome.Delta(1, 0, 100);
        IndexHome.Set(delta, "Labels", json);
        _home.ApplyAlone(_writer, delta);

        Assert.Equal(expected, string.Join(' ', _reader.TryRead(IndexHome.Id(1))!.Labels.Select(static label => $"{label.Key}={label.Value}")));
    }

    [Theory]
    [InlineData(false, 7L, null)]
    [InlineData(true, 7L, 7L)]
    [InlineData(true, null, 5_000L)]
    public void TryRead_OfWhenAThreadWasArchived_TakesTheLogsWordOrTheNewestLine(bool isArchived, long? archivedAt, long? expected)
    {
        var delta = IndexHome.Delta(1, 0, 100, updatedAtMs: 5_000);
        if (archivedAt is { } at)
        {
            delta.Facts.SetNumber(BuiltInFacts.Number("ArchivedAt"), at);
        }

        _home.ApplyAlone(_writer, delta);
        _writer.TryBegin();
        _writer.Relocate(IndexHome.Id(1), "somewhere", isArchived);
        _writer.Commit();

        Assert.Equal(expected, _reader.TryRead(IndexHome.Id(1))!.ArchivedAtMs);
    }

    [Theory]
    [InlineData("log", 100L, "session", 99L, "log")]
    [InlineData("log", 100L, "session", 100L, "log")]
    [InlineData("log", 100L, "session", 101L, "session")]
    [InlineData(null, 100L, "session", 99L, null)]
    [InlineData(null, null, "session", 99L, "session")]
    [InlineData("log", 100L, null, null, "log")]
    public void TryRead_OfANameFromTwoPlaces_GivesTheNewest(string? logName, long? logAt, string? sessionName, long? sessionAt, string? expected)
    {
        var delta = IndexHome.Delta(1, 0, 100);
        if (logAt is not null)
        {
            delta.Facts.SetTime(BuiltInFacts.Number("Name"), logAt.Value);
            delta.Facts.SetCleared(BuiltInFacts.Number("Name"));
            IndexHome.Set(delta, "Name", logName);
        }

        _home.ApplyAlone(_writer, delta);
        if (sessionAt is not null)
        {
            _writer.TryBegin();
            _writer.ApplySessionName(IndexHome.Id(1), System.Text.Encoding.UTF8.GetBytes(sessionName!), sessionAt.Value);
            _writer.Commit();
        }

        Assert.Equal(expected, _reader.TryRead(IndexHome.Id(1))!.Name);
        Assert.Equal(expected, _reader.List(new ThreadListQuery()).Threads[0].Name);
    }

    [Fact]
    public void TryReadState_GivesWhereTheRowStands()
    {
        Apply(1, 100);

        Assert.True(_reader.TryReadState(IndexHome.Id(1), out var state));
        Assert.True(_writer.TryReadRow(IndexHome.Id(1), out var row));
        Assert.Equal(row, state);
        Assert.False(_reader.TryReadState(IndexHome.Id(2), out _));
    }

    [Fact]
    public void ReadStates_GivesEveryRowAsItIsReadAlone()
    {
        Apply(1, 100);
        Apply(2, 200);

        var states = _reader.ReadStates();

        Assert.Equal(2, states.Count);
        foreach (var (id, state) in states)
        {
            Assert.True(_reader.TryReadState(id, out var alone));
            Assert.Equal(alone, state);
        }
    }

    [Fact]
    public void List_AfterANewerEpochAppeared_AnswersFromIt()
    {
        Apply(1, 100);
        Assert.Single(_reader.List(new ThreadListQuery()).Threads);
        IndexSchema.Create(_home.Files, 2);

        Assert.Empty(_reader.List(new ThreadListQuery()).Threads);
        Apply(2, 100);
        Assert.Equal([2], _reader.List(new ThreadListQuery()).Threads.Select(Number));
    }

    [Fact]
    public void List_AfterTheDatabaseWasRemoved_SaysSoUntilThereIsANewOne()
    {
        Apply(1, 100);
        Assert.Single(_reader.List(new ThreadListQuery()).Threads);
        File.Delete(_home.Files.DatabasePath(1));

        Assert.Equal(StoragePart.Index, Assert.Throws<StorageFaultException>(() => _reader.List(new ThreadListQuery())).Part);
        Apply(1, 100);
        Assert.Single(_reader.List(new ThreadListQuery()).Threads);
    }

    [Fact]
    public void List_OfADamagedFile_IsATypedFault()
    {
        _writer.Dispose();
        File.WriteAllText(_home.Files.DatabasePath(2), new string('x', 9000));

        var e = Assert.Throws<StorageFaultException>(() => _reader.List(new ThreadListQuery()));
        Assert.Equal((StoragePart.Index, SQLitePCL.raw.SQLITE_NOTADB), (e.Part, e.ErrorCode));
    }

    [Fact]
    public void List_LeavesNoReadTransactionBehind()
    {
        Insert([100, 200, 300]);
        _reader.List(new ThreadListQuery { PageSize = 1 });
        _reader.TryRead(IndexHome.Id(1));
        _reader.TryReadState(IndexHome.Id(1), out _);

        Assert.Equal(SQLitePCL.raw.SQLITE_OK, _writer.ConnectionForTests.Checkpoint(CheckpointMode.Truncate, out _, out _));
    }

    [Fact]
    public void List_FromManyThreads_GivesEachItsOwnAnswer()
    {
        Insert([100, 200, 300]);

        System.Threading.Tasks.Parallel.For(0, 64, i => Assert.Equal(3, Walk(new ThreadListQuery { PageSize = 1 + (i % 3) }).Count));
    }

    [Fact]
    public void Dispose_LeavesTheEpochToBeDeleted()
    {
        Apply(1, 100);
        _reader.List(new ThreadListQuery());
        _writer.Dispose();
        _reader.Dispose();
        IndexSchema.Create(_home.Files, 2);

        Assert.True(_home.Files.DeleteSuperseded(2));
        Assert.False(File.Exists(_home.Files.DatabasePath(1)));
        Assert.Throws<ObjectDisposedException>(() => _reader.List(new ThreadListQuery()));
    }

    [Fact]
    public void List_WhileTheOldEpochIsHeld_KeepsItFromBeingDeleted()
    {
        Apply(1, 100);
        _reader.List(new ThreadListQuery());
        _writer.Dispose();
        IndexSchema.Create(_home.Files, 2);

        Assert.False(_home.Files.DeleteSuperseded(2));
        _reader.CloseStale();
        Assert.True(_home.Files.DeleteSuperseded(2));
    }

    private List<StoredThread> Walk(ThreadListQuery query)
    {
        var all = new List<StoredThread>();
        while (true)
        {
            var page = _reader.List(query);
            Assert.InRange(page.Threads.Count, page.NextCursor is null ? 0 : query.PageSize, query.PageSize);
            all.AddRange(page.Threads);
            Assert.True(all.Count < 100, "the pages go round in a circle");
            if (page.NextCursor is null)
            {
                return all;
            }

            query = query with { Cursor = page.NextCursor };
        }
    }

    private void Insert(long?[] times)
    {
        for (var i = 0; i < times.Length; i++)
        {
            var delta = IndexHome.Delta(i, 0, 10, updatedAtMs: times[i]);
            if (times[i] is { } time)
            {
                delta.Facts.SetNumber(BuiltInFacts.Number("CreatedAt"), time);
                delta.Facts.SetNumber(BuiltInFacts.Number("RecencyAt"), time);
            }

            _home.ApplyAlone(_writer, delta, _home.File(i));
        }
    }

    private void Apply(int number, long updatedAtMs, bool archived = false, string? preview = "shown") =>
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(
            _writer, IndexHome.Delta(number, 0, 10, updatedAtMs: updatedAtMs, preview: preview), _home.File(number, archived)));

    private static int Number(StoredThread thread) => Convert.ToInt32(thread.Id.ToString()[24..], 16);
}
