using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Interop.Store;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// Looking for a title, with a home of its own: a search makes Codex extract its rows anew, which moves their updated_at.
public sealed class TitlesOfCodexTests
{
    [Fact]
    public async Task List_OfATitle_IsWhatCodexLists()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var plain = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(plain, "First question, 100% plain_");
        var named = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(named, "Second question");
        await server.SetNameAsync(named, "Ünnamed NAME");
        var legacy = await server.StartThreadAsync(peer.Home.Repository, "legacy");
        await server.RunTurnAsync(legacy, "Legacy question");
        await server.SetNameAsync(legacy, "Legacy name");
        var turned = await server.ForkThreadAsync(named);
        await server.RunTurnAsync(turned, "Question of the fork");
        await using var store = await peer.Home.OpenStoreAsync();

        // Case counts there, and here when it is asked for.
        foreach (var text in new[] { "question", "Question", "NAME", "name", "Ünnamed", "ünnamed", "%", "plain_", "_", "'", "Second", "nowhere" })
        {
            var parameters = AppServer.AllSources();
            parameters["searchTerm"] = text;
            var theirs = await server.ListAsync(parameters);

            var ours = store.List(new ThreadListQuery { Sort = ThreadSortKey.CreatedAt, TitleContains = text, MatchCase = true });

            Assert.Equal((text, Joined(theirs.Select(static thread => thread.GetProperty("id").GetString()))), (text, Joined(ours.Threads.Select(static thread => thread.Id.ToString()))));
        }

        await server.CloseAsync();
    }

    // The one difference: a fork that has said nothing yet has no title of its own, here; a search of Codex goes by its parent's.
    [Fact]
    public async Task List_OfATitleOfAForkWithoutATurn_IsNotItsParents()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var parent = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(parent, "Parent's question");
        var fork = await server.ForkThreadAsync(parent);
        await using var store = await peer.Home.OpenStoreAsync();

        var theirs = await server.ListAsync(new JsonObject { ["searchTerm"] = "Parent's" });
        var ours = store.List(new ThreadListQuery { TitleContains = "Parent's" });

        Assert.Equal([fork, parent], theirs.Select(static thread => thread.GetProperty("id").GetString()));
        Assert.Equal(parent, Assert.Single(ours.Threads).Id.ToString());
        await server.CloseAsync();
    }

    private static string Joined(IEnumerable<string?> ids) => string.Join(' ', ids);
}
