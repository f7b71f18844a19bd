using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Laws: after a refresh the index has each visible line of the logs once, and nothing of a thread that is gone; whatever happens to a refresh, the next one
/// makes it good. Seen to fail with the watermark left where it was, with no savepoint around a log, with the bytes before the
/// watermark not compared, with words that are not quoted, and with a removal that is not purged.
/// </summary>
public sealed class ThreadSearchIndexTests : IAsyncDisposable
{
    private readonly SearchHome _home = new();
    private readonly ThreadSearchIndex _index;

    public ThreadSearchIndexTests() => _index = Open();

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Search_AfterARefresh_GivesTheBestFirstWithPlaceAndSnippet()
    {
        _home.Put(1, SearchHome.Said("The quick brown fox jumps over the lazy dog, and after that a long way to go, which has nothing to do with any needle"));
        _home.Put(2, SearchHome.Said("Something else") + SearchHome.Said("N\\u00e9EDLE needle\\tneedle"));
        await RefreshAsync();

        var hits = _index.Search(new RankedSearchQuery { Words = "needle" });

        Assert.Equal([SearchHome.Id(2), SearchHome.Id(1)], hits.Select(static hit => hit.Hit.Thread));
        Assert.True(hits[0].Score > hits[1].Score);
        Assert.Equal(SearchHome.Meta(SearchHome.Id(2)).Length + SearchHome.Said("Something else").Length, hits[0].Hit.Offset);
        Assert.Equal("NéEDLE needle needle", hits[0].Hit.Snippet);
        Assert.Equal(["NéEDLE", "needle"], hits.Select(static hit => hit.Hit.Snippet.Substring(hit.Hit.MatchStart, hit.Hit.MatchLength)));
        Assert.Single(_index.Search(new RankedSearchQuery { Words = "needle", MaxHits = 1 }));
        Assert.Single(_index.Search(new RankedSearchQuery { Words = "lazy  \n QUICK" }));
        Assert.Empty(_index.Search(new RankedSearchQuery { Words = "quick needle else" }));
    }

    [Fact]
    public async Task Refresh_OfAllSamples_TakesInEveryVisibleLineOnce()
    {
        foreach (var path in Samples.Paths)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_home.Path, "sessions/2026/11/21")).FullName;
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        var done = await RefreshAsync();

        Assert.Equal(Samples.Paths.Count, done.Rollouts);
        foreach (var word in new[] { "mock", "hello", "output", "ship" })
        {
            var expected = Samples.Paths.SelectMany(path => SlowSearch.Find(File.ReadAllBytes(path), word)
                .Where(hit => hit.Text.Split([' ', '-', '\n', '.', ':', '_', '"', '/'], StringSplitOptions.None).Contains(word, StringComparer.OrdinalIgnoreCase))
                .Select(hit => (Samples.IdOf(path), hit.Offset))).Order();
            Assert.Equal(expected, _index.Search(new RankedSearchQuery { Words = word, MaxHits = 1000 }).Select(static hit => (hit.Hit.Thread, hit.Hit.Offset)).Order());
        }

        Assert.Equal(0, (await RefreshAsync()).Lines);
    }

    [Fact]
    public async Task Refresh_AfterMoreWasSaid_TakesInThatAlone()
    {
        var path = _home.Put(1, SearchHome.Said("needle one"));
        Assert.Equal(1, (await RefreshAsync()).Lines);
        await File.AppendAllTextAsync(path, SearchHome.Said("needle two") + "{\"timestamp\":\"2026");

        Assert.Equal(1, (await RefreshAsync()).Lines);
        Assert.Equal(0, (await RefreshAsync()).Lines);
        Assert.Equal(2, Count("needle"));
    }

    [Fact]
    public async Task Refresh_OfALogWithOtherBytes_TakesItInAnew()
    {
        _home.Put(1, SearchHome.Said("needle one") + SearchHome.Said("needle two"));
        await RefreshAsync();
        _home.Put(1, SearchHome.Said("thread 1 now") + SearchHome.Said("thread 2 now") + SearchHome.Said("and three"));
        await RefreshAsync();

        Assert.Equal((0, 2), (Count("needle"), Count("now")));
    }

    [Fact]
    public async Task Refresh_AfterAThreadWasDeleted_LeavesNothingOfIt()
    {
        var path = _home.Put(1, string.Concat(Enumerable.Range(0, 200).Select(static i => SearchHome.Said($"secretword number{i}"))));
        _home.Put(2, string.Concat(Enumerable.Range(0, 200).Select(static i => SearchHome.Said($"needle number{i}"))));
        await RefreshAsync();
        Assert.True(Files().Any(static file => Holds(file, "secretword")), "the test looks at the right files");
        File.Delete(path);

        Assert.Equal(1, (await RefreshAsync()).Removed);
        Assert.Equal((0, 200), (Count("secretword"), Count("needle")));
        Assert.All(Files(), static file => Assert.False(Holds(file, "secretword"), file));
    }

    [Fact]
    public async Task Refresh_OfAThreadThatWasArchivedOrCompressed_KeepsItsLines()
    {
        var first = _home.Put(1, SearchHome.Said("needle"));
        var second = _home.Put(2, SearchHome.Said("needle"));
        await RefreshAsync();
        var archived = _home.PathOf(1, isArchived: true);
        Directory.CreateDirectory(Path.GetDirectoryName(archived)!);
        File.Move(first, archived);
        File.Move(second, second + ".zst");

        var done = await RefreshAsync();

        Assert.Equal((0, 1, 0), (done.Lines, done.Compressed, done.Removed));
        Assert.Equal(SearchHome.Id(1), Assert.Single(_index.Search(new RankedSearchQuery { Words = "needle", Archive = ThreadArchiveFilter.Archived })).Hit.Thread);
        Assert.Equal(SearchHome.Id(2), Assert.Single(_index.Search(new RankedSearchQuery { Words = "needle" })).Hit.Thread);
        Assert.Equal(2, Count("needle"));
    }

    [Fact]
    public async Task Refresh_OverALogThatCannotBeReadToItsEnd_LeavesItAsItWasAndTakesItInLater()
    {
        _home.Put(1, SearchHome.Said("needle before"));
        _home.Put(2, string.Concat(Enumerable.Range(0, 3_000).Select(static i => SearchHome.Said($"needle number {i}"))));
        var reads = 0;
        _home.Device.Script = (_, operation) => operation == LogOperation.ReadAt && ++reads == 3 ? new ScriptedFault(Libc.EIO) : null;

        Assert.Equal(1, (await RefreshAsync()).Unreadable);
        Assert.Equal(1, Count("needle"));
        _home.Device.Script = null;
        Assert.Equal(3_000, (await RefreshAsync()).Lines);
        Assert.Equal(1_000, Count("needle"));
        Assert.Equal(1, Count("2999"));
    }

    [Fact]
    public async Task Refresh_Cancelled_IsMadeGoodByTheNext()
    {
        for (var number = 1; number <= 20; number++)
        {
            _home.Put(number, SearchHome.Said("needle"));
        }

        using var stop = new CancellationTokenSource();
        var opened = 0;
        _home.Device.Script = (_, operation) =>
        {
            if (operation == LogOperation.Open && ++opened == 7)
            {
                stop.Cancel();
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(_index.RefreshAsync(stop.Token)));
        _home.Device.Script = null;
        await RefreshAsync();

        Assert.Equal(20, Count("needle"));
    }

    [Fact]
    public async Task Refresh_BySeveralAtOnce_TakesEachLineInOnce()
    {
        for (var number = 1; number <= 50; number++)
        {
            _home.Put(number, SearchHome.Said("needle"));
        }

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Guard.Task(Open(TimeProvider.System).RefreshAsync()))));

        Assert.Equal(50, done.Sum(static one => one.Lines));
        Assert.Equal(50, Count("needle"));
    }

    [Fact]
    public async Task Refresh_OverADamagedFile_MakesItAnew()
    {
        _home.Put(1, SearchHome.Said("needle"));
        await RefreshAsync();
        var file = Files().Single(static file => file.EndsWith(".sqlite", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(100).Fill(0x5a);
        await File.WriteAllBytesAsync(file, bytes);

        Assert.Throws<StorageFaultException>(() => _index.Search(new RankedSearchQuery { Words = "needle" }));
        Assert.Equal(1, (await RefreshAsync()).Lines);
        Assert.Equal(1, Count("needle"));
    }

    [Fact]
    public async Task Delete_LeavesNoFile()
    {
        _home.Put(1, SearchHome.Said("needle"));
        Assert.Empty(_index.Search(new RankedSearchQuery { Words = "needle" }));
        await RefreshAsync();

        Assert.True(await _index.DeleteAsync());
        Assert.Empty(Files());
        Assert.Empty(_index.Search(new RankedSearchQuery { Words = "needle" }));
        Assert.Equal(1, (await RefreshAsync()).Lines);
    }

    [Theory]
    [InlineData("needle AND", 0)]
    [InlineData("needle\"", 1)]
    [InlineData("\"needle", 1)]
    [InlineData("need*", 0)]
    [InlineData("body:needle", 0)]
    [InlineData("NEAR(needle)", 0)]
    [InlineData("-needle", 1)]
    [InlineData("^needle", 1)]
    [InlineData("{needle}", 1)]
    [InlineData("needle +", 1)]
    [InlineData("***", 0)]
    [InlineData("NÉEDLE", 1)]
    [InlineData("needl", 0)]
    public async Task Search_ForWhatLooksLikeSyntax_IsASearchForWords(string words, int expected)
    {
        _home.Put(1, SearchHome.Said("a needle here"));
        await RefreshAsync();

        Assert.Equal(expected, Count(words));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(" \t", 1)]
    [InlineData("needle", 0)]
    [InlineData("needle", 1001)]
    public void Search_OutOfRange_IsAnInvalidRequest(string words, int hits) =>
        Assert.Throws<InvalidRequestException>(() => _index.Search(new RankedSearchQuery { Words = words, MaxHits = hits }));

    [Fact]
    public async Task SearchIndex_OfAStore_GivesTheRowsOfItsThreads()
    {
        _home.Put(1, Lines.Text(1, "event_msg", """{"type":"item_completed","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"a needle"}]}}"""));
        await Guard.Task(_home.Store.CaughtUp);
        var index = _home.Store.SearchIndex();
        await Guard.Task(index.RefreshAsync());

        Assert.Equal("a needle", Assert.Single(index.Search(new RankedSearchQuery { Words = "needle" })).Hit.Row!.Title);
    }

    private Task<SearchIndexRefresh> RefreshAsync() => Guard.Task(_index.RefreshAsync());

    private ThreadSearchIndex Open(TimeProvider? clock = null) =>
        new(clock is null ? _home.Log : new LogHome(_home.Path, clock), null, static () => { }, static _ => null);

    private int Count(string words) => _index.Search(new RankedSearchQuery { Words = words, MaxHits = 1000, Archive = ThreadArchiveFilter.Any }).Count;

    private string[] Files() => Directory.GetFiles(_home.Path, "threadstore-search-*");

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
