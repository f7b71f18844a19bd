using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// A thread that our store made and filled is one that Codex goes on with; afterwards we show what it added, and go on ourselves.
public sealed class CodexContinuesOurThreadTests
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Resume_OfOurThread_TellsTheModelWhatWeStored(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var id = await WriteThreadAsync(store, peer.Home, mode);
        var path = peer.Home.RolloutOf(id);
        var before = await File.ReadAllBytesAsync(path);

        var result = await peer.ResumeAsync(id, "Next question");

        Assert.Equal((id, "Mock answer 1"), (result.ThreadId, result.Answer));
        var request = Assert.Single(peer.Server.Requests);
        Assert.Contains("Stored question", request.TextsOf("user"));
        Assert.Contains("Stored answer", request.TextsOf("assistant"));
        Assert.Equal("Next question", request.LastUserText);
        Assert.Equal(path, peer.Home.RolloutOf(id));
        Assert.Equal(before, (await File.ReadAllBytesAsync(path))[..before.Length]);
        Ordinals.AssertWhole(path, mode);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Read_AfterCodexWentOn_ShowsWhatItAdded(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var store = await peer.Home.OpenStoreAsync();
        var id = await WriteThreadAsync(store, peer.Home, mode);
        var ours = store.Read(ThreadId.Parse(id));
        Assert.Equal(("Stored question", OurTurn.Tokens, "Our name"), (ours.Title, ours.TokensUsed, ours.Name));
        await peer.ResumeAsync(id, "Next question");

        var stayed = await store.LookAtAsync(id);
        await store.DisposeAsync();
        await using var reopened = await peer.Home.OpenStoreAsync();

        // Codex goes on counting where our last token_count stood.
        Assert.Equal(OurTurn.Tokens + ResponsesServer.TokensPerRequest, stayed.TokensUsed);
        Assert.Equal(("Stored question", "Our name", CodexConfig.Model), (stayed.Title, stayed.Name, stayed.Model));
        Assert.True(stayed.UpdatedAtMs > ours.UpdatedAtMs && stayed.RecencyAtMs > ours.RecencyAtMs);
        Assert.Equal(stayed, reopened.Read(ours.Id));
        Assert.Equal(new FileInfo(peer.Home.RolloutOf(id)).Length, stayed.LogOffset);
        // Codex made a row of its own out of our lines; it knows nothing of our journal.
        var theirs = CodexState.Thread(peer.Home, id)!;
        Assert.Empty(CodexColumns.Differences(peer.Home, theirs, stayed, new Dictionary<string, string?> { ["name"] = "Our name" }));
    }

    [Fact]
    public async Task Read_AfterCodexWentOnWhileNoStoreWasOpen_ShowsWhatItAdded()
    {
        await using var peer = await CodexPeer.StartAsync();
        string id;
        await using (var store = await peer.Home.OpenStoreAsync())
        {
            id = await WriteThreadAsync(store, peer.Home, HistoryMode.Paginated);
        }

        await peer.ResumeAsync(id, "Next question");
        await using var reopened = await peer.Home.OpenStoreAsync();

        var thread = Assert.Single(reopened.List(new ThreadListQuery()).Threads);
        Assert.Equal((id, OurTurn.Tokens + ResponsesServer.TokensPerRequest), (thread.Id.ToString(), thread.TokensUsed));
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Append_AfterCodexWentOn_AndBackAgain_LosesNothing(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var id = await WriteThreadAsync(store, peer.Home, mode);
        await peer.ResumeAsync(id, "Question of Codex");

        await using (var live = store.Resume(ThreadId.Parse(id)))
        {
            live.AppendTurn("Our second question", "Our second answer");
            await live.FlushAsync();
            Assert.Equal(OurTurn.Tokens, store.Read(live.Id).TokensUsed);
        }

        await peer.ResumeAsync(id, "Last question");

        var path = peer.Home.RolloutOf(id);
        var lines = Ordinals.AssertWhole(path, mode);
        string[] questions = ["Stored question", "Question of Codex", "Our second question", "Last question"];
        Assert.Equal(questions, peer.Server.Requests[^1].TextsOf("user").Intersect(questions));
        string[] answers = ["Stored answer", "Mock answer 1", "Our second answer"];
        Assert.Equal(answers, peer.Server.Requests[^1].TextsOf("assistant"));
        // What we hand out as history is the file, line by line.
        await store.LookAtAsync(id);
        Assert.Equal(lines.Select(static line => line.Text), History(store, id));
    }

    // Above the budget the longest idle thread gives its lock back; its handle lives on.
    [Fact]
    public async Task Append_ToAThreadThatWentDormant_GoesOnBehindWhatCodexAdded()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync(descriptorBudget: 2);
        await using var live = store.Create(OurTurn.Parameters(peer.Home.Repository, HistoryMode.Paginated));
        var id = live.Id.ToString();
        live.AppendTurn("Stored question", "Stored answer");
        await live.FlushAsync();
        Assert.True((await peer.TryResumeAsync(id, "Too early")).IsRefusedAsBusy(id));
        var others = new List<LiveThread>();
        while (LockTable.OwnersOf(peer.Home.WriterLockOf(id)).Count > 0)
        {
            Assert.InRange(others.Count, 0, 3);
            others.Add(store.Create(OurTurn.Parameters(peer.Home.Plain, HistoryMode.Paginated)));
            others[^1].AppendTurn("Another question", "Another answer");
        }

        await peer.ResumeAsync(id, "Question of Codex");
        live.AppendTurn("Our second question", "Our second answer");
        await live.FlushAsync();

        var lines = Ordinals.AssertWhole(peer.Home.RolloutOf(id), HistoryMode.Paginated);
        Assert.Contains(lines, static line => line.Text.Contains("Question of Codex", StringComparison.Ordinal));
        Assert.Equal(new FileInfo(peer.Home.RolloutOf(id)).Length, store.Read(live.Id).LogOffset);
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    // Made, filled, named, closed: its last line is one that Codex does not know.
    private static async Task<string> WriteThreadAsync(LocalThreadStore store, CodexHome home, HistoryMode mode)
    {
        await using var live = store.Create(OurTurn.Parameters(home.Repository, mode));
        live.AppendTurn("Stored question", "Stored answer");
        await live.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "Our name" });
        Assert.Equal("threadstore_metadata", CodexRollout.Read(live.RolloutPath!)[^1].Type);
        return live.Id.ToString();
    }

    private static List<string> History(LocalThreadStore store, string id)
    {
        using var history = store.ReadHistory(ThreadId.Parse(id));
        var lines = new List<string>();
        while (history.Read(out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line.Text));
        }

        Assert.Equal(0, history.BadLines);
        return lines;
    }
}
