using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Laws: a search finds what is in the logs, each line once and each thread at one place; what it cannot read it tells; however it ends, nothing of it is
/// left. Seen to fail with threads not remembered, with a moved rollout not looked for, with the workers not waited for, with unbounded hits, and with
/// the buffered lines left where they are.
/// </summary>
public sealed class ContentSearchTests : IAsyncDisposable
{
    private readonly SearchHome _home = new();

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task SearchAsync_OfSamples_FindsWhatASlowSearchFindsWithTheRowsOfTheThreads()
    {
        foreach (var (path, number) in Samples.Paths.Select(static (path, number) => (path, number)))
        {
            var folder = Directory.CreateDirectory(Path.Combine(_home.Path, "sessions/2026/11/21")).FullName;
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        await Guard.Task(_home.Store.CaughtUp);
        foreach (var term in new[] { "mock ANSWER", "tool-output", "hello plain session", "ship it" })
        {
            var expected = Samples.Paths.SelectMany(path => SlowSearch.Find(File.ReadAllBytes(path), term).Select(hit => (Samples.IdOf(path), hit.Offset)));
            var hits = await _home.FindByStoreAsync(new SearchQuery { Term = term, MaxHitsPerThread = int.MaxValue });

            Assert.NotEmpty(hits);
            Assert.Equal(expected.Order(), hits.Select(static hit => (hit.Thread, hit.Offset)).Order());
            Assert.All(hits, static hit => Assert.Equal(hit.Thread, hit.Row!.Id));
        }
    }

    [Fact]
    public void Search_OfWhatNobodySaw_FindsNothing()
    {
        _home.Put(1, Lines.Text(1, "response_item", """{"type":"message","role":"developer","content":[{"type":"input_text","text":"be needle"}]}"""));
        _home.Put(2, Lines.Text(1, "response_item", """{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>needle</environment_context>"}]}"""));
        _home.Put(3, Lines.Text(1, "response_item", """{"type":"message","role":"user","content":[{"type":"input_text","text":"needle"}],"internal_chat_message_metadata_passthrough":{"content_item_kinds":["goal.internal_context"]}}"""));
        _home.Put(4, Lines.Text(1, "event_msg", """{"type":"token_count","needle":"needle"}"""));
        _home.Put(5, Lines.Text(1, "event_msg", """{"type":"item_completed","item":{"type":"AgentMessage","id":"needle","content":[{"type":"needle"}]}}"""));

        Assert.Empty(_home.Find("needle"));
        Assert.Empty(_home.Find("hidden instructions"));
    }

    [Theory]
    [InlineData("event_msg", """{"type":"user_message","message":"a needle"}""")]
    [InlineData("event_msg", """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"image"},{"type":"text","text":"a needle"}]}}""")]
    [InlineData("event_msg", """{"type":"item_completed","item":{"type":"CommandExecution","command":["/bin/sh","a needle"],"aggregated_output":"o"}}""")]
    [InlineData("event_msg", """{"type":"item_completed","item":{"type":"CommandExecution","command":["/bin/sh"],"aggregated_output":"a needle"}}""")]
    [InlineData("event_msg", """{"type":"thread_goal_updated","goal":{"objective":"a needle"}}""")]
    [InlineData("response_item", """{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a needle"}]}""")]
    [InlineData("response_item", """{"type":"message","role":"user","content":[{"type":"input_text","text":"a needle"}]}""")]
    [InlineData("response_item", """{"type":"reasoning","summary":[{"type":"summary_text","text":"a needle"}],"encrypted_content":"x"}""")]
    [InlineData("response_item", """{"type":"function_call","name":"exec","arguments":"{\"cmd\":\"a needle\"}"}""")]
    [InlineData("response_item", """{"type":"function_call_output","output":"a needle"}""")]
    [InlineData("response_item", """{"type":"function_call_output","output":[{"type":"input_text","text":"a needle"}]}""")]
    [InlineData("response_item", """{"type":"custom_tool_call","name":"apply_patch","input":"a needle"}""")]
    [InlineData("response_item", """{"type":"local_shell_call","action":{"type":"exec","command":["ls","a needle"]}}""")]
    [InlineData("compacted", """{"message":"a needle","replacement_history":[]}""")]
    public void Search_OfWhatSomebodySaw_FindsIt(string type, string payload)
    {
        _home.Put(1, Lines.Text(1, type, payload));

        var hit = Assert.Single(_home.Find("NEEDLE"));
        Assert.Equal(SearchHome.Id(1), hit.Thread);
        Assert.Equal(SearchHome.Meta(SearchHome.Id(1)).Length, hit.Offset);
        Assert.Equal("needle", hit.Snippet.Substring(hit.MatchStart, hit.MatchLength));
        Assert.Contains("a needle", hit.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_OfWhatStandsInTheLogTwice_FindsItOnce()
    {
        const string Item = """{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a needle"}]}""";
        _home.Put(1, SearchHome.Said("a needle") + Lines.Text(2, "response_item", Item) + Lines.Text(3, "response_item", Item) + SearchHome.Said("another needle"));

        Assert.Equal(3, _home.Find("needle").Count);
    }

    [Fact]
    public void Search_WithALimitPerThread_StopsThere()
    {
        _home.Put(1, SearchHome.Said("needle 1") + SearchHome.Said("needle 2") + SearchHome.Said("needle 3"));
        _home.Put(2, SearchHome.Said("needle 4"));

        var hits = _home.Find(new SearchQuery { Term = "needle", MaxHitsPerThread = 2 });

        Assert.Equal(["needle 1", "needle 2", "needle 4"], hits.Select(static hit => hit.Snippet));
    }

    [Theory]
    [InlineData(ThreadArchiveFilter.Active, 1)]
    [InlineData(ThreadArchiveFilter.Archived, 2)]
    [InlineData(ThreadArchiveFilter.Any, 1, 2)]
    public void Search_OfACollection_LooksThereOnly(ThreadArchiveFilter archive, params int[] expected)
    {
        _home.Put(1, SearchHome.Said("needle"));
        _home.Put(2, SearchHome.Said("needle"), isArchived: true);

        Assert.Equal(expected.Select(SearchHome.Id), _home.Find(new SearchQuery { Term = "needle", Archive = archive }).Select(static hit => hit.Thread));
    }

    [Fact]
    public void Search_OfAThreadAtTwoPlaces_FindsItOnce()
    {
        _home.Put(1, SearchHome.Said("needle"));
        _home.Put(1, SearchHome.Said("needle"), isArchived: true);

        Assert.Single(_home.Find(new SearchQuery { Term = "needle", Archive = ThreadArchiveFilter.Any }));
    }

    [Theory]
    [InlineData(ThreadArchiveFilter.Any, 1)]
    [InlineData(ThreadArchiveFilter.Active, 0)]
    public void Search_WhileAThreadIsArchived_FindsItAtItsNewPlaceOrNotAtAll(ThreadArchiveFilter archive, int expected)
    {
        var from = _home.Put(1, SearchHome.Said("needle"));
        var to = _home.PathOf(1, isArchived: true);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);

        // Between the look into the folder and the opening of the file.
        _home.Device.Next(LogOperation.Open, new ScriptedFault(0, Before: () => File.Move(from, to)));

        Assert.Equal(expected, _home.Find(new SearchQuery { Term = "needle", Archive = archive }).Count);
    }

    [Fact]
    public void Search_WhileAThreadLeavesTheArchive_FindsItAtItsNewPlace()
    {
        var from = _home.Put(1, SearchHome.Said("needle"), day: 20, isArchived: true);
        var to = _home.PathOf(1, day: 20);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        _home.Device.Next(LogOperation.Open, new ScriptedFault(0, Before: () => File.Move(from, to)));

        Assert.Single(_home.Find(new SearchQuery { Term = "needle", Archive = ThreadArchiveFilter.Any }));
    }

    [Fact]
    public void Search_WhileARolloutIsDeleted_PassesItOver()
    {
        var path = _home.Put(2, SearchHome.Said("needle"));
        _home.Put(1, SearchHome.Said("needle"));
        _home.Device.Next(LogOperation.Open, new ScriptedFault(0, Before: () => File.Delete(path)));
        var told = new Told();

        var hits = _home.Find(new SearchQuery { Term = "needle", Progress = told }, workers: 1);

        Assert.Equal(SearchHome.Id(1), Assert.Single(hits).Thread);
        Assert.Equal(0, told.Last.Unreadable);
    }

    [Theory]
    [InlineData((int)LogOperation.Open)]
    [InlineData((int)LogOperation.ReadAt)]
    public void Search_OverARolloutThatCannotBeRead_PassesItOverAndTells(int operation)
    {
        _home.Put(2, SearchHome.Said("needle"));
        _home.Put(1, SearchHome.Said("needle"));
        _home.Device.Next((LogOperation)operation, new ScriptedFault(Libc.EIO));
        var told = new Told();

        var hits = _home.Find(new SearchQuery { Term = "needle", Progress = told }, workers: 1);

        Assert.Equal(SearchHome.Id(1), Assert.Single(hits).Thread);
        Assert.True(told.Last.IsComplete);
        Assert.Equal(1, told.Last.Unreadable);
        Assert.Equal(SearchHome.Id(2), Assert.Single(told.Last.Skipped).Thread);
    }

    [Fact]
    public void Search_OverCompressedRollouts_TellsThoseThatHaveNoPlainOne()
    {
        _home.Put(1, "unreadable", isCompressed: true);
        _home.Put(2, "unreadable", isCompressed: true);
        _home.Put(2, SearchHome.Said("needle"));
        _home.Put(3, "unreadable", isCompressed: true);
        _home.Put(3, SearchHome.Said("needle"), isArchived: true);
        var told = new Told();

        var hits = _home.Find(new SearchQuery { Term = "needle", Archive = ThreadArchiveFilter.Any, Progress = told });

        Assert.Equal([SearchHome.Id(2), SearchHome.Id(3)], hits.Select(static hit => hit.Thread));
        Assert.Equal((1, 2, 2), (told.Last.Compressed, told.Last.Rollouts, told.Last.Hits));
        Assert.Equal(SearchHome.Id(1), Assert.Single(told.Last.Skipped).Thread);
    }

    [Fact]
    public async Task Search_OfBufferedLines_FindsThem()
    {
        await using var thread = _home.Store.Create(new CreateThreadParams { Cwd = "/home/dev" });
        thread.AppendUser("a needle", Durability.Buffered);

        var hits = await _home.FindByStoreAsync(new SearchQuery { Term = "needle" });

        Assert.Equal(thread.Id, Assert.Single(hits).Thread);
    }

    [Fact]
    public async Task Search_OfAThreadWithoutARow_FindsItAllTheSame()
    {
        await Guard.Task(_home.Store.CaughtUp);
        _home.Put(1, SearchHome.Said("needle"));

        Assert.Null(Assert.Single(await _home.FindByStoreAsync(new SearchQuery { Term = "needle" })).Row);
    }

    [Fact]
    public void Search_ByAnyNumberOfWorkers_FindsTheSame()
    {
        for (var number = 1; number <= 200; number++)
        {
            _home.Put(number, SearchHome.Said(number % 3 == 0 ? "needle" : "hay") + SearchHome.Said($"needle {number}"), day: 1 + (number % 20));
        }

        var one = _home.Find(new SearchQuery { Term = "needle", MaxHitsPerThread = 9 }, workers: 1);

        Assert.Equal(266, one.Count);
        Assert.Equal(one, _home.Find(new SearchQuery { Term = "needle", MaxHitsPerThread = 9 }, workers: 2));
        Assert.Equal(one, _home.Find(new SearchQuery { Term = "needle", MaxHitsPerThread = 9 }, workers: 7));
    }

    // Seen to fail with one queue of rollouts for all enumerations.
    [Fact]
    public async Task Search_EnumeratedTwice_FindsTheSameTwice()
    {
        _home.Put(1, SearchHome.Said("needle"));
        _home.Put(2, SearchHome.Said("needle"));
        var search = Search("needle");

        var first = await Guard.Task(SearchHome.Collect(search));

        Assert.Equal(2, first.Count);
        Assert.Equal(first, await Guard.Task(SearchHome.Collect(search)));
    }

    [Fact]
    public async Task Search_EndedEarly_EndsWithItsWorkers()
    {
        _home.Put(2, SearchHome.Said("needle"));
        _home.Put(1, SearchHome.Said("needle"));
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var reads = 0;
        _home.Device.Script = (_, operation) => operation == LogOperation.ReadAt && Interlocked.Increment(ref reads) == 3
            ? new ScriptedFault(0, Before: () =>
            {
                reached.Set();
                Guard.Signal(gate);
            })
            : null;
        var hits = Search("needle").GetAsyncEnumerator();
        Assert.True(await hits.MoveNextAsync());
        Guard.Signal(reached);

        // A worker is in a system call.
        var end = hits.DisposeAsync().AsTask();
        Assert.False(end.IsCompleted);
        gate.Set();
        await Guard.Task(end);
        Assert.Equal(2, _home.Device.Count(LogOperation.Open));
        Assert.DoesNotContain(
            Directory.GetFiles("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget), target => target?.StartsWith(_home.Path, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Search_Cancelled_EndsAtOnceAndLeavesNothingAtWork()
    {
        _home.Put(1, SearchHome.Said("needle"));
        _home.Put(2, SearchHome.Said("needle"));
        using var stop = new CancellationTokenSource();
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        _home.Device.Next(LogOperation.ReadAt, new ScriptedFault(0, Before: () =>
        {
            reached.Set();
            Guard.Signal(gate);
        }));
        var search = SearchHome.Collect(Search("nothing of this kind", stop.Token));
        Guard.Signal(reached);
        await stop.CancelAsync();

        // It waits for its worker, which is in a system call.
        Assert.False(search.IsCompleted);
        gate.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(search));
        Assert.Equal(1, _home.Device.Count(LogOperation.Open));
    }

    [Fact]
    public async Task Search_WhoseHitsNobodyTakes_Waits()
    {
        for (var number = 1; number <= 500; number++)
        {
            _home.Put(number, SearchHome.Said("needle"));
        }

        await using var hits = Search("needle").GetAsyncEnumerator();
        Assert.True(await hits.MoveNextAsync());
        Assert.InRange(_home.Device.Count(LogOperation.Open), 1, 64 + 16 + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public void SearchAsync_WithoutATerm_IsAnInvalidRequest(string term) =>
        Assert.Throws<InvalidRequestException>(() => { _ = _home.Store.SearchAsync(new SearchQuery { Term = term }); });

    [Theory]
    [InlineData(0, 60)]
    [InlineData(-1, 60)]
    [InlineData(1, -1)]
    [InlineData(1, 4097)]
    public void SearchAsync_OutOfRange_IsAnInvalidRequest(int hits, int radius) => Assert.Throws<InvalidRequestException>(
        () => { _ = _home.Store.SearchAsync(new SearchQuery { Term = "x", MaxHitsPerThread = hits, SnippetRadius = radius }); });

    private IAsyncEnumerable<SearchHit> Search(string term, CancellationToken stop = default) =>
        new ContentSearch(_home.Log, new SearchQuery { Term = term }, static () => { }, static _ => null) { Workers = 1 }.RunAsync(stop);

    private sealed class Told : IProgress<SearchSummary>
    {
        private readonly List<SearchSummary> _all = [];

        public SearchSummary Last
        {
            get
            {
                lock (_all)
                {
                    return _all[^1];
                }
            }
        }

        public void Report(SearchSummary value)
        {
            lock (_all)
            {
                _all.Add(value);
            }
        }
    }
}
