using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// A paginated fork is one line that names a prefix and goes on with its numbers; a legacy one is a copy. The parent does not change. Seen
/// to fail: with the end of the file for the last numbered line, with the parent's own origin left in, with a point within a line taken, with
/// what the parent's line does not name left out.
/// </summary>
public sealed class ForkTests
{
    private const string Turn1 = "01a1fcb7-7142-7e12-a89a-46562c44833b";
    private const string Turn2 = "01a1fcb7-7142-7e12-a89a-46562c44833c";

    [Fact]
    public async Task Fork_OfAPaginatedThread_IsOneLineThatContinuesItsNumbers()
    {
        await using var home = new EngineHome();
        var parent = home.Create("said before");
        var length = new FileInfo(parent.RolloutPath!).Length;
        home.Clock.AdvanceMs(5);

        var fork = home.Store.Fork(parent.Id);

        var line = JsonDocument.Parse(Assert.Single(home.Lines(fork.Id))).RootElement;
        Assert.Equal(2, line.GetProperty("ordinal").GetInt64());
        Assert.Equal(
            $$$"""{"session_id":"{{{fork.Id}}}","id":"{{{fork.Id}}}","forked_from_id":"{{{parent.Id}}}","forked_from_ordinal_exclusive":2,"timestamp":"2026-11-21T06:08:10.748Z","cwd":"/work","originator":"threadstore","cli_version":"","source":"cli","history_mode":"paginated","history_base":{"thread_id":"{{{parent.Id}}}","end_ordinal_exclusive":2,"end_byte_offset":{{{length}}}}}""",
            line.GetProperty("payload").GetRawText());
        fork.AppendUser("said by the fork");
        home.Settle();
        Assert.Contains("\"ordinal\":3,", home.Lines(fork.Id)[^1], StringComparison.Ordinal);
        var row = home.Row(fork.Id)!;
        Assert.Equal((parent.Id.ToString(), "said before", "said by the fork"), (row.ForkedFromId, row.Preview, row.Title));
        parent.AppendTokens(3);
        Assert.Equal(3, home.Lines(parent.Id).Count);
        home.Settle();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Fork_OfALegacyThread_IsACopyBehindItsOwnFirstLine()
    {
        await using var home = new EngineHome();
        var parent = home.Create(mode: HistoryMode.Legacy);
        parent.Append(ItemType.EventMsg, Payloads.Utf8("""{"type":"user_message","message":"said before","images":[]}"""));
        parent.AppendTokens(7);

        var fork = home.Store.Fork(parent.Id);

        Assert.Equal(HistoryMode.Legacy, fork.HistoryMode);
        Assert.Equal(home.Lines(parent.Id), home.Lines(fork.Id).Skip(1));
        Assert.DoesNotContain("ordinal", home.Lines(fork.Id)[0], StringComparison.Ordinal);
        fork.AppendTokens(9);
        home.Settle();
        var row = home.Row(fork.Id)!;
        Assert.Equal(("said before", "said before", 9, fork.Id), (row.Preview, row.Title, row.TokensUsed, row.Id));
        Assert.Equal(7, home.Row(parent.Id)!.TokensUsed);
        Assert.Empty(Directory.GetFiles(Path.Combine(home.Path, "threadstore", "forks")));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Fork_AtAPosition_BeginsThere()
    {
        await using var home = new EngineHome();
        var parent = home.Create("first");
        var at = parent.AppendTokens(1, Durability.Buffered);
        parent.AppendTokens(2, Durability.Buffered);

        var fork = home.Store.Fork(parent.Id, new ForkThreadParams { At = at });

        Assert.Equal((3, at.Offset), Base(home, fork.Id));
        foreach (var offset in new[] { 0, -1, at.Offset - 1, at.Offset + 1, parent.End.Offset + 1, long.MaxValue })
        {
            Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { At = new Position(parent.Id, offset) }));
        }

        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { At = new Position(fork.Id, at.Offset) }));
        Assert.Equal(2, home.Rollouts.Length);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_AfterATurn_EndsWithThatTurn(HistoryMode mode)
    {
        await using var home = new EngineHome();
        var parent = home.Create(mode: mode);
        AppendTurn(parent, Turn1, "task_complete");
        var end = parent.End;
        AppendTurn(parent, Turn2, "turn_aborted");
        parent.Append(ItemType.EventMsg, Payloads.Utf8("""{"type":"task_started","turn_id":"unfinished"}"""));

        var fork = home.Store.Fork(parent.Id, new ForkThreadParams { LastTurnId = Turn1 });

        Assert.Equal(mode is HistoryMode.Paginated ? end.Offset : home.Lines(parent.Id).Take(3).Sum(static line => line.Length + 1), mode is HistoryMode.Paginated ? Base(home, fork.Id).End : home.Lines(fork.Id).Skip(1).Sum(static line => line.Length + 1));
        home.Store.Fork(parent.Id, new ForkThreadParams { LastTurnId = Turn2 });
        var unfinished = Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { LastTurnId = "unfinished" }));
        Assert.Contains("has not ended", unfinished.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { LastTurnId = "none" }));
        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { LastTurnId = Turn1, At = end }));
        Assert.Equal(3, home.Rollouts.Length);
    }

    // The turn is not in the fork's own file: the second fork continues the first one's base.
    [Fact]
    public async Task Fork_OfAForkAfterATurnOfItsParent_NamesThatOne()
    {
        await using var home = new EngineHome();
        var first = home.Create();
        AppendTurn(first, Turn1, "task_complete");
        var end = first.End;
        AppendTurn(first, Turn2, "task_complete");
        var fork = home.Store.Fork(first.Id, new ForkThreadParams { At = end });

        var second = home.Store.Fork(fork.Id, new ForkThreadParams { LastTurnId = Turn1 });
        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(fork.Id, new ForkThreadParams { LastTurnId = Turn2 }));
        var third = home.Store.Fork(fork.Id);

        var meta = Meta(home, second.Id);
        Assert.Equal((fork.Id.ToString(), first.Id.ToString()), (meta.GetProperty("forked_from_id").GetString(), meta.GetProperty("history_base").GetProperty("thread_id").GetString()));
        Assert.Equal((3, end.Offset), Base(home, second.Id));
        Assert.Equal(fork.Id.ToString(), Meta(home, third.Id).GetProperty("history_base").GetProperty("thread_id").GetString());
        Assert.Equal((4, fork.End.Offset), Base(home, third.Id));
    }

    [Fact]
    public async Task Fork_LeavesJournalLinesAtTheEndToTheParent()
    {
        await using var home = new EngineHome();
        var parent = home.Create("first");
        var end = parent.End;
        await home.Run(parent.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "the parent's" }));

        var fork = home.Store.Fork(parent.Id);
        home.Settle();

        Assert.Equal((2, end.Offset), Base(home, fork.Id));
        Assert.Null(home.Row(fork.Id)!.Name);
    }

    [Fact]
    public async Task Fork_OfAnArchivedThread_OrOneThatIsLiveElsewhere_IsActive()
    {
        await using var home = new EngineHome();
        var archived = await home.ClosedAsync("archived");
        await home.Run(home.Store.ArchiveAsync(archived));
        var second = home.OpenSecond();
        var elsewhere = second.Create(new CreateThreadParams { Cwd = "/work" });
        elsewhere.AppendUser("elsewhere");

        Assert.StartsWith(Path.Combine(home.Path, VerbHome.Day), home.Store.Fork(archived).RolloutPath, StringComparison.Ordinal);
        var fork = home.Store.Fork(elsewhere.Id);
        fork.AppendUser("x");
        home.Settle();

        Assert.Equal("elsewhere", home.Row(fork.Id)!.Preview);
        elsewhere.AppendTokens(1);
        await elsewhere.DiscardAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Fork_WithParameters_DiffersWhereTheySay()
    {
        await using var home = new EngineHome();
        var parent = home.Store.Create(new CreateThreadParams
        {
            SessionMeta = new RolloutItem(ItemType.SessionMeta, Payloads.Utf8(
                $$"""{"session_id":"s","id":"{{TempHome.Id}}","forked_from_id":"f","timestamp":"2026-11-21T06:08:10.743Z","cwd":"/a","runtime_workspace_roots":["/a"],"originator":"o","cli_version":"1","source":{"subagent":"x"},"model_provider":"mock","base_instructions":{"text":"é <b>"},"history_mode":"paginated","context_window":{"window_id":"w"},"memory_mode":"disabled"}""")),
        });
        parent.AppendUser("first");

        var fork = home.Store.Fork(parent.Id, new ForkThreadParams { Id = TempHome.OtherId, Cwd = "/b", Source = "exec", Originator = "me", CliVersion = "2" });

        var meta = Meta(home, fork.Id);
        Assert.Equal(TempHome.OtherId, fork.Id);
        Assert.Equal(
            ["session_id", "id", "forked_from_id", "forked_from_ordinal_exclusive", "timestamp", "cwd", "originator", "cli_version", "source", "model_provider", "base_instructions", "memory_mode", "history_mode", "history_base"],
            meta.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(("/b", "exec", "me", "2", "disabled"), (Text("cwd"), Text("source"), Text("originator"), Text("cli_version"), Text("memory_mode")));
        Assert.Equal("{\"text\":\"é <b>\"}", meta.GetProperty("base_instructions").GetRawText());
        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { Id = TempHome.OtherId }));
        await fork.DiscardAsync();
        Assert.Throws<ConflictException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { Id = TempHome.OtherId }));
        Assert.Throws<InvalidRequestException>(() => home.Store.Fork(parent.Id, new ForkThreadParams { Cwd = "relative" }));

        string? Text(string name) => meta.GetProperty(name).GetString();
    }

    // Of another program, whose first line says less than ours.
    [Fact]
    public async Task Fork_WithParametersThatTheParentDoesNotName_SaysThem()
    {
        await using var home = new EngineHome();
        var id = ThreadId.Parse("01a1fcb8-2bf7-7142-8e12-a89a46562c44");
        VerbHome.Put(home.ActivePath(id), Payloads.Utf8(
            $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":0,"type":"session_meta","payload":{"id":"{{{id}}}","cwd":"/work","history_mode":"paginated"}}""" + "\n"));

        var fork = home.Store.Fork(id, new ForkThreadParams { Cwd = "/other", Source = "exec", Originator = "me", CliVersion = "1.2" });

        var meta = JsonDocument.Parse(Assert.Single(home.Lines(fork.Id))).RootElement.GetProperty("payload");
        Assert.Equal(["/other", "exec", "me", "1.2"], new[] { "cwd", "source", "originator", "cli_version" }.Select(name => meta.GetProperty(name).GetString()));
        Assert.Equal(meta.EnumerateObject().Count(), meta.EnumerateObject().DistinctBy(static property => property.Name).Count());
    }

    [Fact]
    public async Task Fork_OfWhatIsNotThere_OrCannotBeRead_MakesNothing()
    {
        await using var home = new EngineHome();
        var lazy = home.Create();
        var compressed = await home.ClosedAsync();
        File.Move(home.ActivePath(compressed), home.ActivePath(compressed, isCompressed: true));

        Assert.Throws<ThreadNotFoundException>(() => home.Store.Fork(TempHome.Id));
        Assert.Throws<ThreadNotFoundException>(() => home.Store.Fork(lazy.Id));
        Assert.Throws<UnsupportedException>(() => home.Store.Fork(compressed));

        Assert.Empty(home.Rollouts);
        Assert.Equal([home.LockPath(lazy.Id)], home.LockFiles);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_WithTheNthOperationFailing_MakesOneOrNone(HistoryMode mode)
    {
        for (var n = 0; ; n++)
        {
            var device = new ScriptedLogDevice();
            await using var home = new EngineHome { Device = device };
            var parent = await home.ClosedAsync(mode: mode);
            var before = home.Files(parent);
            var first = device.Operations.Count;
            device.Script = (number, _) => number == first + n ? new ScriptedFault(Libc.ENOSPC) : null;
            LiveThread? fork = null;
            try
            {
                fork = home.Store.Fork(parent);
            }
            catch (ThreadStoreException)
            {
            }

            var isReached = device.Operations.Count > first + n;
            device.Script = null;
            Assert.Equal(fork is null ? 1 : 2, home.Rollouts.Length);
            Assert.Equal(before, home.Files(parent));
            Assert.Empty(Directory.GetFiles(home.Path, "*.part", SearchOption.AllDirectories));
            home.Settle();
            home.Reconcile();
            home.AssertRowsEqualRebuild();
            Assert.Equal(fork is null ? 0 : 1, home.LockFiles.Length);
            if (!isReached)
            {
                Assert.NotNull(fork);
                Assert.True(n > 4, "the script has reached operations");
                return;
            }
        }
    }

    private static void AppendTurn(LiveThread thread, string turn, string end)
    {
        thread.Append(ItemType.EventMsg, Payloads.Utf8($$"""{"type":"task_started","turn_id":"{{turn}}"}"""));
        thread.Append(ItemType.EventMsg, Payloads.Utf8($$"""{"type":"{{end}}","turn_id":"{{turn}}"}"""));
    }

    private static JsonElement Meta(EngineHome home, ThreadId id) => JsonDocument.Parse(home.Lines(id)[0]).RootElement.GetProperty("payload");

    private static (long Ordinal, long End) Base(EngineHome home, ThreadId id)
    {
        var meta = Meta(home, id);
        var at = meta.GetProperty("history_base");
        Assert.Equal(meta.GetProperty("forked_from_ordinal_exclusive").GetInt64(), at.GetProperty("end_ordinal_exclusive").GetInt64());
        return (at.GetProperty("end_ordinal_exclusive").GetInt64(), at.GetProperty("end_byte_offset").GetInt64());
    }
}
