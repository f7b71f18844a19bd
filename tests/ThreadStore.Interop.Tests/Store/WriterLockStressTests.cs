using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Interop.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// Codex unlinks every lock file that it finds free whenever it starts a thread, and its own when it leaves. Whoever locks a file that was
// just unlinked owns nothing: then a thread has two writers. So while both come and go, the file that we hold must be the one at the path.
public sealed class WriterLockStressTests
{
    private const int Rounds = 30;

    [Fact]
    public async Task ResumeAndShutdown_WhileCodexProcessesComeAndGo_NeverLeavesTwoOwners()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        var ours = new List<string>();
        var theirs = new List<string>();
        var acquired = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var sweeper = await CodexProcess.StartExecAsync(peer.Home, $"Sweep {round}");
            await using var rival = await CodexProcess.StartResumeAsync(peer.Home, threadId, $"Rival {round}");
            var bothEnded = Task.WhenAll(sweeper.WaitAsync(), rival.WaitAsync());
            var answered = ours.Count;
            do
            {
                if (await TryWriteAsync(store, peer.Home, threadId, answered == ours.Count ? $"Ours {round}" : null) is { } question)
                {
                    acquired++;
                    ours.AddRange(question);
                }
            }
            while (!bothEnded.IsCompleted);

            (await sweeper.WaitAsync()).RequireSuccess();
            if (Outcome(await rival.WaitAsync(), threadId))
            {
                theirs.Add($"Rival {round}");
            }
        }

        // Nobody's lines are lost, none are written over, and no number is given twice.
        var lines = Ordinals.AssertWhole(peer.Home.RolloutOf(threadId), HistoryMode.Paginated);
        string[] expected = ["First question", .. ours, .. theirs];
        var prompts = lines
            .Where(static line => line.Kind == "event_msg/item_completed" && line.Payload.GetProperty("item").GetProperty("type").GetString() == "UserMessage")
            .Select(static line => line.Payload.GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString()!);
        Assert.Equal(expected.Order(StringComparer.Ordinal), prompts.Order(StringComparer.Ordinal));
        Assert.True(acquired >= Rounds, $"We held the thread only {acquired} times.");
    }

    // Null: somebody else holds it. Otherwise what was written, at most one question.
    private static async Task<string[]?> TryWriteAsync(LocalThreadStore store, CodexHome home, string threadId, string? question)
    {
        LiveThread live;
        try
        {
            live = store.Resume(ThreadId.Parse(threadId));
        }
        catch (ThreadBusyException)
        {
            await Task.Yield();
            return null;
        }

        AssertSoleOwner(home.WriterLockOf(threadId));
        if (question is not null)
        {
            live.AppendTurn(question, "Our answer");
        }

        AssertSoleOwner(home.WriterLockOf(threadId));
        await live.ShutdownAsync();
        return question is null ? [] : [question];
    }

    private static void AssertSoleOwner(string path)
    {
        Assert.Equal([Environment.ProcessId], LockTable.OwnersOf(path));
        Assert.Equal([path], LockTable.OpenHere(path));
    }

    private static bool Outcome(CodexResult result, string threadId)
    {
        Assert.True(result.ExitCode == 0 || result.IsRefusedAsBusy(threadId), result.Error);
        return result.ExitCode == 0;
    }
}
