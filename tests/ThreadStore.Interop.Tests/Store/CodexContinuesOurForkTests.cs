using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Interop.History;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// A fork that our store made is one that Codex goes on with: the model is told what the parent's was told, and Codex lists both as one.
public sealed class CodexContinuesOurForkTests
{
    private static readonly string[] s_questions = ["First question", "Second question. RUN: echo tool-output", "Third question"];

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Resume_OfAForkOfAThreadOfCodex_TellsTheModelWhatItsParentSaid(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (parent, _) = await peer.WriteThreadAsync(mode, s_questions);
        var path = peer.Home.RolloutOf(parent.ToString());
        var before = await File.ReadAllBytesAsync(path);
        await using var store = await peer.Home.OpenStoreAsync();
        var fork = await ForkAsync(store, parent);

        var result = await peer.ResumeAsync(fork.ToString(), "Question of the fork");

        Assert.Equal((fork.ToString(), "Mock answer 5"), (result.ThreadId, result.Answer));
        var request = peer.Server.Requests[^1];
        Assert.Equal([.. s_questions, "Question of the fork"], Questions(request));
        Assert.Equal(["Mock answer 1", "Mock answer 3", "Mock answer 4"], request.TextsOf("assistant"));
        Assert.Contains("Output:\\ntool-output\\n", request.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
        var lines = CodexRollout.Read(peer.Home.RolloutOf(fork.ToString()));
        Assert.Equal(NumbersFrom(mode is HistoryMode.Legacy ? null : CodexRollout.Read(path).Count, lines.Count), lines.Select(static line => line.Ordinal));
        var row = await store.LookAtAsync(fork.ToString());
        Assert.Equal(parent.ToString(), row.ForkedFromId);
        await AgreeAsync(peer, store, mode, fork);
        // Codex made its row out of the whole chain, as it did not make the fork.
        var ownFirst = new Dictionary<string, string?> { ["title"] = "Question of the fork", ["first_user_message"] = "Question of the fork" };
        var expected = mode is HistoryMode.Legacy ? null : ownFirst;
        Assert.Empty(CodexColumns.Differences(peer.Home, CodexState.Thread(peer.Home, fork.ToString())!, row, expected));
    }

    [Fact]
    public async Task Resume_OfForksInTheMiddleAndOfForks_TellsTheModelWhatLiesBeforeThem()
    {
        await using var peer = await CodexPeer.StartAsync();
        var (parent, turns) = await peer.WriteThreadAsync(HistoryMode.Paginated, "First question", "Second question");
        await using var store = await peer.Home.OpenStoreAsync();
        var middle = await ForkAsync(store, parent, new ForkThreadParams { LastTurnId = turns[0] });
        await using (var live = store.Resume(middle))
        {
            live.AppendTurn("Our question", "Our answer");
        }

        await peer.ResumeAsync(middle.ToString(), "Their question");
        var fork = await ForkAsync(store, middle);
        await store.ArchiveAsync(parent);
        await store.ArchiveAsync(middle);

        await peer.ResumeAsync(fork.ToString(), "Last question");

        Assert.Equal(["First question", "Our question", "Their question", "Last question"], Questions(peer.Server.Requests[^1]));
        Assert.Equal(["Mock answer 1", "Our answer", "Mock answer 3"], peer.Server.Requests[^1].TextsOf("assistant"));
        await store.LookAtAsync(fork.ToString());
        await AgreeAsync(peer, store, HistoryMode.Paginated, fork);
    }

    // The fork's cut lies behind the compaction: what was compacted away is not told again.
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Resume_OfAForkOfACompactedThread_TellsTheModelWhatOurReaderGives(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        string parent;
        await using (var server = await peer.StartAppServerAsync())
        {
            parent = await server.StartThreadAsync(peer.Home.Repository, mode is HistoryMode.Legacy ? "legacy" : "paginated");
            await server.RunTurnAsync(parent, "First question");
            peer.Server.AnswerNext(ModelItem.Message("msg_1", "What was said so far"));
            await server.CompactAsync(parent);
            await server.RunTurnAsync(parent, "Question behind the compaction");
            await server.CloseAsync();
        }

        await using var store = await peer.Home.OpenStoreAsync();
        var fork = await ForkAsync(store, ThreadId.Parse(parent));
        await peer.ResumeAsync(fork.ToString(), "Question of the fork");
        await store.LookAtAsync(fork.ToString());

        var told = ModelMessage.WithoutInstructions(peer.Server.Requests[^1].Messages);
        var messages = ModelMessage.WithoutInstructions(ModelMessage.SinceTheLastCompaction(store, fork));
        Assert.Equal(told, messages.Take(told.Length));
        Assert.Equal("Question of the fork", told[^1].Text);
        Assert.Contains(told, static message => message.Text.Contains("What was said so far", StringComparison.Ordinal));
        Assert.DoesNotContain(told, static message => message.Text == "Mock answer 1");
    }

    [Fact]
    public async Task Verbs_OfCodex_OnOurForkAndItsParent_AreThoseOfAnyFork()
    {
        await using var peer = await CodexPeer.StartAsync();
        var (parent, _) = await peer.WriteThreadAsync(HistoryMode.Paginated, "First question");
        await using var store = await peer.Home.OpenStoreAsync();
        var fork = await ForkAsync(store, parent);
        await using var server = await peer.StartAppServerAsync();
        Assert.Equal(new HashSet<string> { parent.ToString(), fork.ToString() }, [.. await server.ListIdsAsync()]);

        Assert.Equal(
            $"cannot delete thread {parent}: forked history still references it",
            await AppServer.RefusalAsync(() => server.DeleteAsync(parent.ToString())));
        var second = await server.ForkThreadAsync(fork.ToString());
        await server.RunTurnAsync(second, "Question of their fork");

        Assert.Equal(["First question", "Question of their fork"], Questions(peer.Server.Requests[^1]));
        var row = await store.LookAtAsync(second);
        Assert.Equal((fork.ToString(), "Question of their fork", "First question"), (row.ForkedFromId, row.Title, row.Preview));
        await new HistoryComparison(server, store, second).TurnsAgreeAsync(TurnItems.Full, ascending: true);
        await server.CloseAsync();
    }

    private static async Task<ThreadId> ForkAsync(LocalThreadStore store, ThreadId parent, ForkThreadParams? parameters = null)
    {
        await using var fork = store.Fork(parent, parameters);
        return fork.Id;
    }

    private static async Task AgreeAsync(CodexPeer peer, LocalThreadStore store, HistoryMode mode, ThreadId fork)
    {
        await using var server = await peer.StartAppServerAsync();
        var comparison = new HistoryComparison(server, store, fork.ToString());
        await comparison.TurnsAgreeAsync(TurnItems.Full, ascending: true);
        await comparison.TurnPagesAgreeAsync(1, ascending: false);
        if (mode is HistoryMode.Paginated)
        {
            await comparison.ItemsAgreeAsync(descending: false);
        }

        await server.CloseAsync();
    }

    // Codex puts messages of its own between them.
    private static IEnumerable<string> Questions(ResponsesRequest request) =>
        request.TextsOf("user").Where(static text => text.Contains("question", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<long?> NumbersFrom(int? first, int count) => Enumerable.Range(0, count).Select(i => (long?)(first + i));
}
