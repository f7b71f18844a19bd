using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Interop.History;

// Turns and items of rollouts that break every habit: what Codex makes of them when it opens them is what we list.
public sealed class OddHistoryTests(OddHistories odd) : IClassFixture<OddHistories>
{
    [Theory]
    [MemberData(nameof(OddHistories.PaginatedNames), MemberType = typeof(OddHistories))]
    [MemberData(nameof(OddHistories.LegacyNames), MemberType = typeof(OddHistories))]
    public async Task ListTurns_OfAnOddThread_IsWhatCodexLists(string name)
    {
        foreach (var view in Enum.GetValues<TurnItems>())
        {
            await Comparison(name).TurnsAgreeAsync(view, ascending: true);
        }
    }

    [Theory]
    [MemberData(nameof(OddHistories.PaginatedNames), MemberType = typeof(OddHistories))]
    public async Task ListItems_OfAnOddThread_IsWhatCodexLists(string name)
    {
        await Comparison(name).ItemsAgreeAsync(descending: false);
        await Comparison(name).ItemsAgreeAsync(descending: true);
    }

    [Theory]
    [MemberData(nameof(OddHistories.PaginatedNames), MemberType = typeof(OddHistories))]
    [MemberData(nameof(OddHistories.PagedLegacyNames), MemberType = typeof(OddHistories))]
    public async Task ListTurns_OfAnOddThreadPageByPage_IsWhatCodexLists(string name)
    {
        await Comparison(name).TurnPagesAgreeAsync(1, ascending: true);
        await Comparison(name).TurnPagesAgreeAsync(2, ascending: false);
    }

    // Codex leaves out a line whose number was there before; a reader of ours leaves out nothing that can be read.
    [Fact]
    public async Task ListItems_WithANumberTwice_LeavesOutNothing()
    {
        var theirs = await odd.Server.ItemPageAsync(odd["a number twice"]);

        var ours = odd.Store.ListItems(new ItemListQuery { Thread = ThreadId.Parse(odd["a number twice"]) });

        Assert.Equal(["u1", "a2"], theirs.GetProperty("data").EnumerateArray().Select(static entry => entry.GetProperty("item").GetProperty("id").GetString()));
        Assert.Equal(["u1", "a1", "a2"], ours.Items.Select(static item => item.Id));
    }

    // The parent's turn goes on behind the cut. Codex shows its end in the fork, too, but not its later items; the fork's own log knows of neither.
    [Theory]
    [InlineData("fork inside a turn")]
    [InlineData("fork of a fork")]
    public async Task ListTurns_OfAForkInsideATurn_DoesNotShowHowThatTurnEndedElsewhere(string name)
    {
        var theirs = await odd.Server.TurnPageAsync(odd[name], new JsonObject { ["sortDirection"] = "asc" });

        var ours = odd.Store.ListTurns(new TurnListQuery { Thread = ThreadId.Parse(odd[name]), Ascending = true });

        Assert.Equal(("t2", "completed"), (theirs.GetProperty("data")[1].GetProperty("id").GetString(), theirs.GetProperty("data")[1].GetProperty("status").GetString()));
        Assert.Equal(("t2", TurnStatus.Interrupted), (ours.Turns[1].Id, ours.Turns[1].Status));
        Assert.Equal(theirs.GetProperty("data").EnumerateArray().Select(static turn => turn.GetProperty("id").GetString()), ours.Turns.Select(static turn => turn.Id));
    }

    private HistoryComparison Comparison(string name) => new(odd.Server, odd.Store, odd[name]);
}
