using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// Codex works on its threads while our store is open on the same home and writes others: both see everything, and nothing is lost.
public sealed class SharedHomeTests
{
    private const int Threads = 3;
    private const int Turns = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Append_WhileCodexWorksOnOtherThreads_LosesNothingOnEitherSide()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync(s_interval);
        await using var server = await peer.StartAppServerAsync();

        // All at once: threads of an app server, threads of exec and their resumes, and live threads of ours.
        var served = Enumerable.Range(0, Threads).Select(number => ServeAsync(server, peer.Home, number));
        var executed = Enumerable.Range(0, Threads).Select(number => ExecuteAsync(peer, number));
        var ours = Enumerable.Range(0, Threads).Select(number => Task.Run(() => WriteAsync(store, peer.Home, number)));
        var all = Task.WhenAll(served.Concat(executed).Concat(ours));
        var lists = await ListUntilAsync(store, all);
        var ids = (await all).Order(StringComparer.Ordinal).ToArray();
        Assert.True(lists > 0, "a list was answered meanwhile");

        // Our list comes to the end of every log by itself.
        await UntilAsync(
            () => store.All().Values.Count(thread => thread.LogOffset == new FileInfo(store.FullPath(thread)).Length) == ids.Length,
            "the rows did not reach the ends of the logs");
        Assert.Equal(ids, store.List(new ThreadListQuery()).Threads.Select(static thread => thread.Id.ToString()).Order(StringComparer.Ordinal));

        Assert.Empty(await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = peer.Home.Location }));
        var listed = await server.ListAsync(AppServer.AllSources());
        Assert.Equal(ids, listed.Select(static thread => thread.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        await server.CloseAsync();
        foreach (var id in ids)
        {
            var lines = Ordinals.AssertWhole(peer.Home.RolloutOf(id), HistoryMode.Paginated);
            Assert.Equal(Turns, lines.Count(static line => line.Kind == "event_msg/task_complete"));
            Assert.Empty(CodexColumns.Differences(peer.Home, CodexState.Thread(peer.Home, id)!, store.Read(ThreadId.Parse(id)), SaidFirst(lines)));
        }
    }

    // Lists until everybody is done: rows only come, and none comes twice.
    private static async Task<int> ListUntilAsync(LocalThreadStore store, Task done)
    {
        var lists = 0;
        for (var known = 0; !done.IsCompleted; lists++)
        {
            var rows = store.List(new ThreadListQuery()).Threads;
            Assert.Equal(rows.Count, rows.Select(static row => row.Id).Distinct().Count());
            Assert.True(rows.Count >= known, "a thread has gone from the list");
            known = rows.Count;
            await Task.Yield();
        }

        return lists;
    }

    // By the log: with everybody at work at once, Codex's own row was once left without title and first message.
    private static Dictionary<string, string?> SaidFirst(IEnumerable<CodexRolloutLine> lines)
    {
        var item = lines.First(static line => line.Kind == "event_msg/item_completed" && line.Payload.GetProperty("item").GetProperty("type").ValueEquals("UserMessage"))
            .Payload.GetProperty("item");
        var text = string.Concat(item.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
        return new Dictionary<string, string?> { ["title"] = text, ["first_user_message"] = text, ["preview"] = text };
    }

    // A turn of exec is over before anybody looks: no lock file is left, and the folder of its rollout has not changed.
    [Fact]
    public async Task List_AfterAResumeThatNobodyWatched_ShowsItByItself()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        // Longer than a turn, which is over between two looks.
        await using var store = await peer.Home.OpenStoreAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(ResponsesServer.TokensPerRequest, store.Read(ThreadId.Parse(threadId)).TokensUsed);

        await peer.ResumeAsync(threadId, "Second question");

        await UntilAsync(() => store.Read(ThreadId.Parse(threadId)).TokensUsed == 2 * ResponsesServer.TokensPerRequest, "the second turn did not show");
    }

    // Gone from one side, there on the other: moved files and new names come without being asked for.
    [Fact]
    public async Task List_AfterCodexArchivedAndRenamed_FollowsByItself()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync(s_interval);
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        await UntilAsync(() => store.All().TryGetValue(threadId, out var row) && row.Title == "First question", "the thread did not show");

        await server.SetNameAsync(threadId, "Given name");
        await server.ArchiveAsync(threadId);

        await UntilAsync(() => store.All()[threadId] is { Archived: true, Name: "Given name" }, "archive and name did not show");
        Assert.Empty(store.List(new ThreadListQuery()).Threads);
        await server.DeleteAsync(threadId);
        await UntilAsync(() => store.All().Count == 0, "the deleted thread still shows");
        await server.CloseAsync();
    }

    private static async Task<string> ServeAsync(AppServer server, CodexHome home, int number)
    {
        var id = await server.StartThreadAsync(home.Repository);
        for (var turn = 0; turn < Turns; turn++)
        {
            await server.RunTurnAsync(id, $"Served {number} {turn}");
        }

        return id;
    }

    private static async Task<string> ExecuteAsync(CodexPeer peer, int number)
    {
        var id = (await peer.ExecAsync($"Executed {number} 0")).ThreadId;
        for (var turn = 1; turn < Turns; turn++)
        {
            await peer.ResumeAsync(id, $"Executed {number} {turn}");
        }

        return id;
    }

    private static async Task<string> WriteAsync(LocalThreadStore store, CodexHome home, int number)
    {
        await using var live = store.Create(OurTurn.Parameters(home.Repository, HistoryMode.Paginated));
        for (var turn = 0; turn < Turns; turn++)
        {
            live.AppendTurn($"Ours {number} {turn}", $"Our answer {number} {turn}");
            await live.FlushAsync();
        }

        return live.Id.ToString();
    }

    // The store looks on its own clock, so there is nothing to wait for but the answer itself.
    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < s_limit, otherwise);
            await Task.Yield();
        }
    }
}
