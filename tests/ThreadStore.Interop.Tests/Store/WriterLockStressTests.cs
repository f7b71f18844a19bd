using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Peer;
using Xunit;
using Xunit.Abstractions;

namespace ThreadStore.Interop.Store;

// Codex unlinks every lock file that it finds free whenever it starts a thread, and its own when it leaves. Whoever locks a file that was
// just unlinked owns nothing: then a thread has two writers. So while both come and go, the file that we hold must be the one at the path.
public sealed class WriterLockStressTests(ITestOutputHelper output)
{
    private const int Rounds = 30;
    private const int Loops = 2;

    // Nothing but locking and unlocking, as fast as it goes, so that the sweeps of Codex hit the instants in between.
    [Fact]
    public async Task AcquireAndRelease_WhileCodexProcessesSweep_NeverLeavesTwoOwners()
    {
        await using var peer = await CodexPeer.StartAsync();
        var folder = new LockFolder(new LogHome(peer.Home.Location, TimeProvider.System), "stress");
        using var over = new CancellationTokenSource();
        var loops = Enumerable.Range(0, Loops).Select(_ => Task.Run(() => ComeAndGo(folder, over.Token))).ToArray();
        var sweeps = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // Free, so a sweep takes it away. Codex sweeps only when it finds nobody at the coordination lock.
            var free = peer.Home.WriterLockOf(ThreadId.New(TimeProvider.System).ToString());
            await File.WriteAllBytesAsync(free, []);
            await peer.ExecAsync("Sweep");
            sweeps += File.Exists(free) ? 0 : 1;
        }

        await over.CancelAsync();
        var held = await Task.WhenAll(loops);
        output.WriteLine($"held {string.Join(" and ", held)} times during {sweeps} sweeps");
        Assert.InRange(sweeps, 1, Rounds);
        Assert.All(held, static times => Assert.InRange(times, Rounds, int.MaxValue));
    }

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

    private static int ComeAndGo(LockFolder folder, CancellationToken over)
    {
        var id = ThreadId.New(TimeProvider.System);
        var path = folder.PathOf(id);
        var held = 0;
        while (!over.IsCancellationRequested)
        {
            // Never busy: a sweep locks what it finds free, but not while we are at the coordination lock.
            var mine = WriterLock.TryAcquire(folder, id, out var holder);
            Assert.True(mine is not null, $"Nobody else takes this thread, but {holder} has it.");
            using (var second = FileLock.TryTake(path))
            {
                Assert.True(second is null, "The file that we hold is not the one at the path: a second owner got it.");
            }

            AssertNoOtherOwner(path);
            held++;
            mine.Release(unlink: true);
        }

        return held;
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
        AssertNoOtherOwner(path);
        Assert.Equal([path], LockTable.OpenHere(path));
    }

    // The kernel gives its table a page at a time, so a lock may be missing from it while others come and go; a foreign one must not be there.
    private static void AssertNoOtherOwner(string path) =>
        Assert.All(LockTable.OwnersOf(path), static owner => Assert.Equal(Environment.ProcessId, owner));

    private static bool Outcome(CodexResult result, string threadId)
    {
        Assert.True(result.ExitCode == 0 || result.IsRefusedAsBusy(threadId), result.Error);
        return result.ExitCode == 0;
    }
}
