using System.IO;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop;

// What Codex makes of a rollout that somebody else moved or took away: its list follows the file, everything else goes by its own row.
public sealed class PeerMovedRolloutTests
{
    [Fact]
    public async Task Archive_BySomebodyElse_IsListedButNotUndoneByCodex()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        var path = peer.Home.RolloutOf(threadId);
        var archived = Move(path, peer.Home.ArchivedSessions);

        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Empty(await server.ListIdsAsync());
            Assert.Equal([threadId], await server.ListIdsAsync(archived: true));
            Assert.Equal($"no rollout found for thread id {threadId}", await AppServer.RefusalAsync(() => server.ResumeThreadAsync(threadId)));
            Assert.Equal($"no archived rollout found for thread id {threadId}", await AppServer.RefusalAsync(() => server.UnarchiveAsync(threadId)));
            await server.CloseAsync();
        }

        // Back where the row says, it is a thread like any other.
        Move(archived, Path.GetDirectoryName(path)!);
        await peer.ResumeAsync(threadId, "Next question");
        Assert.Contains("First question", peer.Server.Requests[^1].TextsOf("user"));
    }

    [Fact]
    public async Task Archive_BySomebodyElseBeforeCodexKnewTheThread_IsUndoneByCodex()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        Move(peer.Home.RolloutOf(threadId), peer.Home.ArchivedSessions);
        foreach (var file in Directory.EnumerateFiles(peer.Home.Location, "state_5.sqlite*"))
        {
            File.Delete(file);
        }

        await using var server = await peer.StartAppServerAsync();
        Assert.Equal([threadId], await server.ListIdsAsync(archived: true));
        await server.UnarchiveAsync(threadId);

        Assert.Equal([threadId], await server.ListIdsAsync());
        await server.CloseAsync();
        await peer.ResumeAsync(threadId, "Next question");
    }

    [Fact]
    public async Task Unarchive_BySomebodyElseOfWhatCodexArchived_IsListedButNotResumedByCodex()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var folder = Path.GetDirectoryName(peer.Home.RolloutOf(threadId))!;
        await server.ArchiveAsync(threadId);
        var back = Move(peer.Home.RolloutOf(threadId), folder);

        Assert.Equal([threadId], await server.ListIdsAsync());
        Assert.Equal(
            $"session {threadId} is archived. Run `codex unarchive {threadId}` to unarchive it first.",
            await AppServer.RefusalAsync(() => server.ResumeThreadAsync(threadId)));
        Assert.Equal($"no archived rollout found for thread id {threadId}", await AppServer.RefusalAsync(() => server.UnarchiveAsync(threadId)));

        // Archived once more, where the row says, Codex gets it out.
        Move(back, peer.Home.ArchivedSessions);
        await server.UnarchiveAsync(threadId);
        await server.ResumeThreadAsync(threadId);
        await server.CloseAsync();
    }

    [Fact]
    public async Task Delete_BySomebodyElse_IsNotListedAndNotResumed()
    {
        await using var peer = await CodexPeer.StartAsync();
        var threadId = (await peer.ExecAsync("First question")).ThreadId;
        File.Delete(peer.Home.RolloutOf(threadId));

        await using var server = await peer.StartAppServerAsync();
        Assert.Empty(await server.ListIdsAsync());
        Assert.Empty(await server.ListIdsAsync(archived: true));
        Assert.Equal($"no rollout found for thread id {threadId}", await AppServer.RefusalAsync(() => server.ResumeThreadAsync(threadId)));
        await server.CloseAsync();
    }

    [Fact]
    public async Task Delete_OfAThreadThatAForkLeansOn_IsRefusedByCodex()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        await server.ForkThreadAsync(threadId);

        Assert.Equal($"cannot delete thread {threadId}: forked history still references it", await AppServer.RefusalAsync(() => server.DeleteAsync(threadId)));

        Assert.NotNull(peer.Home.FindRollout(threadId));
        await server.CloseAsync();
    }

    [Theory]
    [InlineData("legacy", "Given name")]
    [InlineData("paginated", null)]
    public async Task List_AfterALineInTheNameIndex_ShowsTheNameOfALegacyThreadOnly(string historyMode, string? name)
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository, historyMode);
        await server.RunTurnAsync(threadId, "First question");

        await File.AppendAllTextAsync(
            Path.Combine(peer.Home.Location, "session_index.jsonl"),
            $$"""{"id":"{{threadId}}","thread_name":"Given name","updated_at":"2027-01-01T00:00:00Z"}""" + "\n");

        Assert.Equal(name, Assert.Single(await server.ListAsync()).GetProperty("name").GetString());
        await server.CloseAsync();
    }

    private static string Move(string file, string folder)
    {
        var target = Path.Combine(Directory.CreateDirectory(folder).FullName, Path.GetFileName(file));
        File.Move(file, target);
        return target;
    }
}
