using System.Text;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

// A fork that continues a prefix of its parent's log shows what was said there first; whoever projects it, and however its log is cut.
public sealed class InheritedPreviewTests
{
    private const string Parent = "01a1fcb8-0000-7000-8000-000000000001";
    private const string Fork = "01a1fcb8-0000-7000-8000-000000000002";
    private const string ForkOfFork = "01a1fcb8-0000-7000-8000-000000000003";

    [Fact]
    public async Task Project_Fork_ShowsThePreviewOfTheParentsPrefix()
    {
        await using var home = new StoreHome();
        var end = Length(Meta(Parent), Said("First"), Said("Second"));
        home.Write(Parent, Meta(Parent), Said("First"), Said("Second"), Said("Third"));
        home.Write(Fork, Meta(Fork, Parent, end), Said("Of the fork"));

        var store = await home.OpenAsync();

        var fork = store.Read(ThreadId.Parse(Fork));
        Assert.Equal("First", fork.Preview);
        Assert.Equal("Of the fork", fork.Title);
        Assert.Equal("Of the fork", fork.FirstUserMessage);
    }

    [Fact]
    public async Task Project_Fork_WhileAnyOneReadOfTheDiskFails_ShowsItInTheEnd()
    {
        for (var n = 0; ; n++)
        {
            await using var home = new EngineHome { Device = new ScriptedLogDevice() };
            var parent = home.Create("First");
            var fork = home.Store.Fork(parent.Id);
            fork.AppendUser("Of the fork");
            home.Settle();
            await parent.DiscardAsync();
            await fork.DiscardAsync();
            home.Index.Supersede();
            home.Reopen();

            var isReached = false;
            var first = home.Device.Operations.Count;
            home.Device.Script = (number, _) =>
            {
                isReached |= number == first + n;
                return number == first + n ? new ScriptedFault(Libc.EIO) : null;
            };
            for (var round = 0; round < 3; round++)
            {
                home.Reconcile();
                home.Clock.AdvanceMs(1000);
            }

            home.Settle();
            Assert.Equal("First", home.Row(fork.Id)!.Preview);
            if (!isReached)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Project_ForkWithoutLinesOfItsOwn_IsListed()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        home.Write(Fork, Meta(Fork, Parent, Length(Meta(Parent), Said("First"))));

        var store = await home.OpenAsync();

        Assert.Contains(store.List(new ThreadListQuery()).Threads, static thread => thread.Id.ToString() == Fork);
        Assert.Null(store.Read(ThreadId.Parse(Fork)).Title);
    }

    [Fact]
    public async Task Project_ForkFromBeforeTheFirstMessage_ShowsItsOwn()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        // One byte short of the message's line feed: the line is not in the prefix.
        home.Write(Fork, Meta(Fork, Parent, Length(Meta(Parent), Said("First")) - 1), Said("Of the fork"));

        var store = await home.OpenAsync();

        Assert.Equal("Of the fork", store.Read(ThreadId.Parse(Fork)).Preview);
    }

    [Fact]
    public async Task Project_ForkOfAFork_GoesBackToTheFirstParent()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        var meta = Meta(Fork, Parent, Length(Meta(Parent), Said("First")));
        home.Write(Fork, meta, Said("Of the fork"));
        home.Write(ForkOfFork, Meta(ForkOfFork, Fork, Length(meta, Said("Of the fork"))), Said("Of the second fork"));

        var store = await home.OpenAsync();

        Assert.Equal("First", store.Read(ThreadId.Parse(ForkOfFork)).Preview);
    }

    [Fact]
    public async Task Project_ForkWhoseParentIsGone_ShowsItsOwn()
    {
        await using var home = new StoreHome();
        home.Write(Fork, Meta(Fork, Parent, 1000), Said("Of the fork"));

        var store = await home.OpenAsync();

        Assert.Equal("Of the fork", store.Read(ThreadId.Parse(Fork)).Preview);
    }

    [Fact]
    public async Task Project_ForksInACircle_EndsAndShowsAText()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent, Fork, 1000), Said("One"));
        home.Write(Fork, Meta(Fork, Parent, 1000), Said("Two"));

        var store = await home.OpenAsync();

        Assert.Contains(store.Read(ThreadId.Parse(Fork)).Preview, new[] { "One", "Two" });
    }

    // Longer than a delta has room for, and not in the fork's own log, where such texts are read again.
    [Fact]
    public async Task Project_ForkOfALongPrompt_ShowsAllOfIt()
    {
        await using var home = new StoreHome();
        var text = new string('ä', 5000);
        home.Write(Parent, Meta(Parent), Said(text));
        home.Write(Fork, Meta(Fork, Parent, Length(Meta(Parent), Said(text))), Said("Of the fork"));

        var store = await home.OpenAsync();

        Assert.Equal(text, store.Read(ThreadId.Parse(Fork)).Preview);
    }

    // Its facts come from appends, not from its log; the row must say the same.
    [Fact]
    public async Task Append_ToAForkThatIsLiveHere_ShowsThePreviewOfTheParentsPrefix()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        var store = await home.OpenAsync();
        var meta = new RolloutItem(ItemType.SessionMeta, Encoding.UTF8.GetBytes(MetaPayload(Fork, Parent, Length(Meta(Parent), Said("First")))));
        await using var live = store.Create(new CreateThreadParams { SessionMeta = meta });

        await live.AppendAndFlushAsync(ItemType.EventMsg, Encoding.UTF8.GetBytes(SaidPayload("Of the fork")));

        Assert.Equal("First", store.Read(ThreadId.Parse(Fork)).Preview);
        Assert.Equal("Of the fork", store.Read(ThreadId.Parse(Fork)).Title);
    }

    // Only the first line of a log makes it a fork: otherwise it would matter which lines one transaction holds.
    [Fact]
    public async Task Project_BaseNamedByALaterLine_IsNotInherited()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        home.Write(Fork, Meta(Fork), Meta(Fork, Parent, Length(Meta(Parent), Said("First"))), Said("Of the fork"));

        var store = await home.OpenAsync();

        Assert.Equal("Of the fork", store.Read(ThreadId.Parse(Fork)).Preview);
    }

    [Fact]
    public async Task Project_ForkBehindABlankLine_IsNotInherited()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        home.Write(Fork, "", Meta(Fork, Parent, Length(Meta(Parent), Said("First"))), Said("Of the fork"));

        var store = await home.OpenAsync();

        Assert.Equal("Of the fork", store.Read(ThreadId.Parse(Fork)).Preview);
    }

    [Fact]
    public async Task Rebuild_OfAFork_GivesTheSameRow()
    {
        await using var home = new StoreHome();
        home.Write(Parent, Meta(Parent), Said("First"));
        home.Write(Fork, Meta(Fork, Parent, Length(Meta(Parent), Said("First"))), Said("Of the fork"));
        var store = await home.OpenAsync();
        var before = store.Read(ThreadId.Parse(Fork));

        await store.RebuildAsync();

        Assert.Equal(before, store.Read(ThreadId.Parse(Fork)));
    }

    [Fact]
    public async Task Project_CopyOfAParentsMeta_TakesOnlyItsMemoryMode()
    {
        await using var home = new StoreHome();
        var copy = $$"""{"timestamp":"2026-11-21T06:08:11.000Z","type":"session_meta","payload":{"id":"{{Parent}}","cwd":"/of/the/parent","originator":"parent","memory_mode":"disabled"} }""";
        home.Write(Fork, Meta(Fork), copy, Said("Of the fork"));

        var store = await home.OpenAsync();

        var row = store.Read(ThreadId.Parse(Fork));
        Assert.Equal("disabled", row.MemoryMode);
        Assert.Equal("/w", row.Cwd);
    }

    private static long Length(params string[] lines)
    {
        var length = 0L;
        foreach (var line in lines)
        {
            length += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return length;
    }

    private static string Meta(string id) => Line("session_meta", $$"""{"id":"{{id}}","timestamp":"2026-11-21T06:08:10.000Z","cwd":"/w","history_mode":"paginated"}""");

    private static string Meta(string id, string parent, long end) => Line("session_meta", MetaPayload(id, parent, end));

    private static string MetaPayload(string id, string parent, long end) =>
        $$"""{"id":"{{id}}","timestamp":"2026-11-21T06:08:10.000Z","cwd":"/w","history_mode":"paginated","history_base":{"thread_id":"{{parent}}","end_byte_offset":{{end}}, "end_ordinal_exclusive":2} }""";

    private static string Said(string text) => Line("event_msg", SaidPayload(text));

    private static string SaidPayload(string text) =>
        $$$"""{"type":"item_completed","item":{"type":"UserMessage","id":"i","content":[{"type":"text","text":"{{{text}}}"}]}}""";

    private static string Line(string type, string payload) => $$"""{"timestamp":"2026-11-21T06:08:10.743Z","type":"{{type}}","payload":{{payload}}}""";
}
