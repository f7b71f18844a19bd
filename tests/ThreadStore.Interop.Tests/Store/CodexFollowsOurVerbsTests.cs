using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// What our store archives, takes back, names or deletes is so for the real program: it lists, continues or refuses by what lies in the home.
public sealed class CodexFollowsOurVerbsTests
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Archive_OfAThreadOfCodex_IsSeenByIt_AndUnarchiveUndoesIt(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(mode, "First question");
        var path = peer.Home.RolloutOf(id.ToString());
        await using var store = await peer.Home.OpenStoreAsync();

        await store.ArchiveAsync(id);

        Assert.Equal(Path.Combine(peer.Home.ArchivedSessions, Path.GetFileName(path)), peer.Home.RolloutOf(id.ToString()));
        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Empty(await server.ListIdsAsync());
            Assert.Equal([id.ToString()], await server.ListIdsAsync(archived: true));
            Assert.StartsWith(NotFound(id, mode, path), await AppServer.RefusalAsync(() => server.ResumeThreadAsync(id.ToString())), StringComparison.Ordinal);
            await server.CloseAsync();
        }

        Assert.Contains(NotFound(id, mode, path), (await peer.TryResumeAsync(id.ToString(), "Too early")).Error, StringComparison.Ordinal);
        await store.UnarchiveAsync(id);

        Assert.Equal(path, peer.Home.RolloutOf(id.ToString()));
        await peer.ResumeAsync(id.ToString(), "Next question");
        Assert.Equal(2, peer.Server.Requests.Count);
        Assert.Contains("First question", peer.Server.Requests[^1].TextsOf("user"));
        Assert.Equal(["Mock answer 1"], peer.Server.Requests[^1].TextsOf("assistant"));
        Ordinals.AssertWhole(path, mode);
        var row = await store.LookAtAsync(id.ToString());
        Assert.Equal((false, null, 2L * ResponsesServer.TokensPerRequest), (row.Archived, row.ArchivedAtMs, row.TokensUsed));
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Archive_OfAThreadThatCodexNeverSaw_IsUndoneByCodex(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        var id = await WriteOurThreadAsync(store, peer.Home, mode);
        await store.ArchiveAsync(id);
        Assert.NotNull(store.Read(id).ArchivedAtMs);

        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Empty(await server.ListIdsAsync());
            Assert.Equal([id.ToString()], await server.ListIdsAsync(archived: true));
            Assert.Equal(
                $"session {id} is archived. Run `codex unarchive {id}` to unarchive it first.",
                await AppServer.RefusalAsync(() => server.ResumeThreadAsync(id.ToString())));
            await server.UnarchiveAsync(id.ToString());
            await server.CloseAsync();
        }

        var row = await store.LookAtAsync(id.ToString());
        Assert.Equal((false, null, "Stored question"), (row.Archived, row.ArchivedAtMs, row.Title));
        await peer.ResumeAsync(id.ToString(), "Next question");
        Assert.Contains("Stored question", Assert.Single(peer.Server.Requests).TextsOf("user"));
        Ordinals.AssertWhole(peer.Home.RolloutOf(id.ToString()), mode);
    }

    // Codex goes by its own row here, and nobody else may write that: docs/differences-from-codex.md says how to get out of it.
    [Fact]
    public async Task Unarchive_OfWhatCodexArchived_IsListedButRefusedUntilCodexUnarchivesItItself()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        await server.ArchiveAsync(threadId);
        await using var store = await peer.Home.OpenStoreAsync();
        var id = ThreadId.Parse(threadId);

        await store.UnarchiveAsync(id);

        Assert.Equal([threadId], await server.ListIdsAsync());
        Assert.Equal(
            $"session {id} is archived. Run `codex unarchive {id}` to unarchive it first.",
            await AppServer.RefusalAsync(() => server.ResumeThreadAsync(threadId)));
        Assert.Equal($"no archived rollout found for thread id {id}", await AppServer.RefusalAsync(() => server.UnarchiveAsync(threadId)));
        await store.ArchiveAsync(id);
        await server.UnarchiveAsync(threadId);
        await server.RunTurnAsync(await ResumedAsync(server, threadId), "Second question");
        Assert.False((await store.LookAtAsync(threadId)).Archived);
        await server.CloseAsync();
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Delete_OfAThreadOfCodex_LeavesNothingOfItToListOrToContinue(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(mode, "Question about a secret");
        var (other, _) = await peer.WriteThreadAsync(mode, "Another question");
        var path = peer.Home.RolloutOf(id.ToString());
        await using var store = await peer.Home.OpenStoreAsync();
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Name with a secret" });

        var receipt = await store.DeleteAsync(id);

        Assert.Equal((true, true, 1), (receipt.IsDone, receipt.HadRow, receipt.NameLines));
        await using (var server = await peer.StartAppServerAsync())
        {
            Assert.Equal([other.ToString()], await server.ListIdsAsync());
            Assert.Empty(await server.ListIdsAsync(archived: true));
            Assert.StartsWith(NotFound(id, mode, path), await AppServer.RefusalAsync(() => server.ResumeThreadAsync(id.ToString())), StringComparison.Ordinal);
            await server.CloseAsync();
        }

        Assert.Contains(NotFound(id, mode, path), (await peer.TryResumeAsync(id.ToString(), "Too late")).Error, StringComparison.Ordinal);
        await store.RefreshAsync([id]);
        Assert.Equal([other.ToString()], store.All().Keys);
        // Codex's own databases are its own.
        var left = Directory.EnumerateFiles(peer.Home.Location, "*", SearchOption.AllDirectories)
            .Where(static file => !file.Contains(".sqlite", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("threadstore-", StringComparison.Ordinal))
            .Where(static file => File.ReadAllBytes(file).AsSpan().IndexOf("secret"u8) >= 0)
            .Select(file => Path.GetRelativePath(peer.Home.Location, file));
        Assert.Empty(left);
        Assert.NotEmpty(Directory.EnumerateFiles(peer.Home.Location, "threadstore-*.sqlite*"));
    }

    [Fact]
    public async Task Delete_OfAThreadThatForksOfCodexContinue_IsRefused_AndWhenToldSoTheyAreRefusedByCodex()
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(HistoryMode.Paginated, "First question");
        string forkId;
        await using (var server = await peer.StartAppServerAsync())
        {
            forkId = await server.ForkThreadAsync(id.ToString());
            await server.RunTurnAsync(forkId, "Question of the fork");
            await server.CloseAsync();
        }

        await using var store = await peer.Home.OpenStoreAsync();
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => store.DeleteAsync(id));
        Assert.Equal($"thread {id} cannot be deleted: its log is continued by {forkId}", refusal.Message);
        Assert.NotNull(peer.Home.FindRollout(id.ToString()));

        var receipt = await store.DeleteAsync(id, DeleteThreadOptions.EvenIfForked);

        Assert.Equal([ThreadId.Parse(forkId)], receipt.Forks);
        var refused = await peer.TryResumeAsync(forkId, "Question without a beginning");
        Assert.Contains($"invalid paginated history lineage for {id}: missing source rollout", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, peer.Server.Requests.Count);
        Assert.Equal("Question of the fork", store.Read(ThreadId.Parse(forkId)).Title);
    }

    [Fact]
    public async Task Verbs_OnAThreadThatCodexHasOpen_AreRefusedAndChangeNothing()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var path = peer.Home.RolloutOf(threadId);
        var before = await File.ReadAllBytesAsync(path);
        await using var store = await peer.Home.OpenStoreAsync();
        var id = ThreadId.Parse(threadId);

        await Assert.ThrowsAsync<ThreadBusyException>(() => store.ArchiveAsync(id));
        await Assert.ThrowsAsync<ThreadBusyException>(() => store.DeleteAsync(id));
        await Assert.ThrowsAsync<ThreadBusyException>(() => store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Name" }));

        Assert.Equal(path, peer.Home.RolloutOf(threadId));
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
        await server.RunTurnAsync(threadId, "Second question");
        // A fork only reads its parent.
        await using var fork = store.Fork(id);
        Assert.Equal(["Second question", "First question"], store.ListTurns(new TurnListQuery { Thread = fork.Id }).Turns.Select(TextOf));
        await server.CloseAsync();
    }

    // Whoever holds a thread's lock decides; a fork only reads, and a name is in no rollout of Codex's.
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Verbs_OfCodexOnAThreadThatWeHaveOpen_AreRefusedButForForkAndName(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var store = await peer.Home.OpenStoreAsync();
        await using var live = store.Create(OurTurn.Parameters(peer.Home.Repository, mode));
        live.AppendTurn("Stored question", "Stored answer");
        await live.FlushAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = live.Id.ToString();
        Assert.Equal([threadId], await server.ListIdsAsync());

        var busy = $"thread {threadId} already has an active writer";
        Assert.Equal(busy, await AppServer.RefusalAsync(() => server.ResumeThreadAsync(threadId)));
        Assert.Equal(busy, await AppServer.RefusalAsync(() => server.ArchiveAsync(threadId)));
        Assert.Equal(busy, await AppServer.RefusalAsync(() => server.DeleteAsync(threadId)));
        await server.SetNameAsync(threadId, "Their name");
        await server.RunTurnAsync(await server.ForkThreadAsync(threadId), "Question of the fork");

        Assert.Contains("Stored question", Assert.Single(peer.Server.Requests).TextsOf("user"));
        Assert.Equal("Their name", (await store.LookAtAsync(threadId)).Name);
        live.AppendTurn("Our question", "Our answer");
        await live.FlushAsync();
        Ordinals.AssertWhole(live.RolloutPath!, mode);
        await server.CloseAsync();
    }

    // Codex reads the file of names for legacy threads that its database has no name of; we read it for all.
    [Theory]
    [InlineData(HistoryMode.Legacy, "Our name ✅")]
    [InlineData(HistoryMode.Paginated, null)]
    public async Task UpdateMetadata_OfTheName_IsShownByCodexWhereItHasNoneOfItsOwn(HistoryMode mode, string? shown)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(mode, "First question");
        await using var store = await peer.Home.OpenStoreAsync();

        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Our name ✅" });

        await using var server = await peer.StartAppServerAsync();
        Assert.Equal(shown, await NameAsync(server));
        await server.SetNameAsync(id.ToString(), "Their name");
        Assert.Equal("Their name", (await store.LookAtAsync(id.ToString())).Name);
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Our later name" });
        Assert.Equal("Our later name", store.Read(id).Name);
        Assert.Equal("Their name", await NameAsync(server));
        await server.CloseAsync();
    }

    private static async Task<string?> NameAsync(AppServer server) => Assert.Single(await server.ListAsync()).GetProperty("name").GetString();

    // The app server of a legacy thread goes by the path in its row.
    private static string NotFound(ThreadId id, HistoryMode mode, string path) => mode is HistoryMode.Legacy
        ? $"failed to resolve rollout path `{path}`"
        : NotFound(id);

    private static string NotFound(ThreadId id) => $"no rollout found for thread id {id}";

    private static async Task<string> ResumedAsync(AppServer server, string threadId)
    {
        await server.ResumeThreadAsync(threadId);
        return threadId;
    }

    private static async Task<ThreadId> WriteOurThreadAsync(LocalThreadStore store, CodexHome home, HistoryMode mode)
    {
        await using var live = store.Create(OurTurn.Parameters(home.Repository, mode));
        live.AppendTurn("Stored question", "Stored answer");
        return live.Id;
    }

    private static string? TextOf(ThreadTurn turn) => JsonElement.Parse(turn.Items[0].Json.Span)
        .GetProperty("content")[0].GetProperty("text").GetString();
}
