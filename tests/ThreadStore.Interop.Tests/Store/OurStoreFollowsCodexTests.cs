using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// What the real program archives, takes back, forks or deletes is so for our store after a look, and our verbs go on from there.
public sealed class OurStoreFollowsCodexTests
{
    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Archive_ByCodex_IsSeen_AndTheThreadCanStillBeReadAndNamed(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(mode, "First question");
        await using var store = await peer.Home.OpenStoreAsync();
        await using var server = await peer.StartAppServerAsync();

        await server.ArchiveAsync(id.ToString());

        var row = await store.LookAtAsync(id.ToString());
        Assert.True(row.Archived);
        // No line says when Codex archived it.
        Assert.Equal(row.UpdatedAtMs, row.ArchivedAtMs);
        Assert.Empty(store.List(new ThreadListQuery()).Threads);
        Assert.Contains("archived", Assert.Throws<InvalidRequestException>(() => store.Resume(id)).Message, System.StringComparison.Ordinal);
        Assert.Single(store.ListTurns(new TurnListQuery { Thread = id }).Turns);
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Named in the archive" });

        await server.UnarchiveAsync(id.ToString());

        row = await store.LookAtAsync(id.ToString());
        Assert.Equal((false, null, "Named in the archive"), (row.Archived, row.ArchivedAtMs, row.Name));
        await server.CloseAsync();
        await peer.ResumeAsync(id.ToString(), "Next question");
        Ordinals.AssertWhole(peer.Home.RolloutOf(id.ToString()), mode);
        await using (var live = store.Resume(id))
        {
            live.AppendTurn("Our question", "Our answer");
        }

        Assert.Equal(3, store.ListTurns(new TurnListQuery { Thread = id }).Turns.Count);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Delete_ByCodex_TakesTheRowAndTheName(HistoryMode mode)
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(mode, "First question");
        await using var store = await peer.Home.OpenStoreAsync();
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "Our name" });
        await using var server = await peer.StartAppServerAsync();

        await server.DeleteAsync(id.ToString());

        await store.RefreshAsync([id]);
        Assert.Empty(store.All());
        Assert.Throws<ThreadNotFoundException>(() => store.Read(id));
        Assert.Throws<ThreadNotFoundException>(() => store.ListTurns(new TurnListQuery { Thread = id }));
        await server.CloseAsync();
    }

    [Fact]
    public async Task Fork_ByCodex_KeepsItsParentFromBeingDeletedUntilItIsGone()
    {
        await using var peer = await CodexPeer.StartAsync();
        var (id, _) = await peer.WriteThreadAsync(HistoryMode.Paginated, "First question");
        await using var store = await peer.Home.OpenStoreAsync();
        await using var server = await peer.StartAppServerAsync();

        var fork = await server.ForkThreadAsync(id.ToString());
        await server.RunTurnAsync(fork, "Question of the fork");

        var row = await store.LookAtAsync(fork);
        Assert.Equal((id.ToString(), "Question of the fork", "First question"), (row.ForkedFromId, row.Title, row.Preview));
        Assert.Equal(2, store.ListTurns(new TurnListQuery { Thread = row.Id }).Turns.Count);
        Assert.Equal([row.Id], store.PlanDelete(id).Forks);
        await Assert.ThrowsAsync<ConflictException>(() => store.DeleteAsync(id));
        await server.DeleteAsync(fork);
        await store.RefreshAsync([row.Id]);

        await store.DeleteAsync(id);

        Assert.Empty(store.All());
        Assert.Empty(await server.ListIdsAsync());
        await server.CloseAsync();
    }
}
