using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Projection;

// A refresh bounds how stale foreign lines are, also those of a turn that began and ended between two looks.
public sealed class ReconcilerRefreshTests
{
    private const string Id = "01a1fcb8-0000-7000-8000-000000000001";
    private const string Meta = $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","type":"session_meta","payload":{"id":"{{{Id}}}","cwd":"/w"}}""";
    private const string Said = """{"timestamp":"2026-11-21T06:08:12.000Z","type":"event_msg","payload":{"type":"user_message","message":"Said elsewhere"}}""";

    [Fact]
    public async Task Refresh_AfterATurnOfAnotherProgramThatWeNeverSaw_ShowsItsLines()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta);
        var store = await home.OpenAsync();
        var reconciler = store.Pipeline.Reconciler;
        // Until nothing of the open is news any more.
        await reconciler.RefreshAsync();
        await reconciler.RefreshAsync();

        home.AppendUnderALock(Id, Said);
        await reconciler.RefreshAsync();

        Assert.Equal("Said elsewhere", store.Read(ThreadId.Parse(Id)).Preview);
    }

    // The file system's clock has ticks: two changes within one look the same.
    [Fact]
    public async Task Refresh_OnceMoreAfterNews_LooksAtEveryRolloutAgain()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta);
        var store = await home.OpenAsync();
        var reconciler = store.Pipeline.Reconciler;
        home.AppendUnderALock(Id, Said);
        await reconciler.RefreshAsync();
        // No lock file comes or goes with this one: as if in the same tick as those that were seen.
        File.AppendAllText(home.PathOf(Id), Said.Replace("06:08:12", "06:08:13", System.StringComparison.Ordinal) + "\n");

        await reconciler.RefreshAsync();

        Assert.Equal(1795241293000, store.Read(ThreadId.Parse(Id)).UpdatedAtMs);
    }

    [Fact]
    public async Task RefreshAsync_OfAThreadThatAnotherProgramDeleted_TakesItsRow()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta);
        var store = await home.OpenAsync();
        var id = ThreadId.Parse(Id);
        Assert.Equal(id, store.Read(id).Id);
        File.Delete(home.PathOf(Id));

        await store.RefreshAsync([id]);

        Assert.Throws<ThreadNotFoundException>(() => store.Read(id));
        // There is nothing left to look at, and nothing to complain of.
        await store.RefreshAsync([id]);
    }

    [Fact]
    public async Task RefreshAsync_AfterAnotherProgramNamedTheThread_ShowsTheName()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta);
        var store = await home.OpenAsync();
        var id = ThreadId.Parse(Id);
        File.WriteAllText(
            Path.Combine(home.Location, "session_index.jsonl"),
            $$"""{"id":"{{Id}}","thread_name":"Named elsewhere","updated_at":"2026-11-21T06:08:12Z"}""" + "\n");

        await store.RefreshAsync([id]);

        Assert.Equal("Named elsewhere", store.Read(id).Name);
    }

    [Fact]
    public async Task Refresh_WhenTheFileOfNamesIsGone_ForgetsItsNames()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta);
        var names = Path.Combine(home.Location, "session_index.jsonl");
        File.WriteAllText(names, $$"""{"id":"{{Id}}","thread_name":"Named elsewhere","updated_at":"2026-11-21T06:08:12Z"}""" + "\n");
        var store = await home.OpenAsync();
        var id = ThreadId.Parse(Id);
        await store.RefreshAsync([id]);
        Assert.Equal("Named elsewhere", store.Read(id).Name);

        File.Delete(names);
        await store.RefreshAsync([id]);

        Assert.Null(store.Read(id).Name);
    }
}
