using System;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Interop.History;

// What Codex wrote, our store lists turn by turn and item by item as Codex itself does.
[Collection(CodexSessionsDefinition.Name)]
public sealed class HistoryOfCodexTests(CodexSessions sessions)
{
    public static TheoryData<string> Paginated { get; } =
    [
        "exec", "killed", "every kind", "every end", "without a turn", "steered", "many turns", "long prompt", "compacted", "fork without a turn", "fork",
        "fork of a fork", "fork from before the second turn", "fork from before the first turn", "other provider", "elsewhere", "archived",
        "parent of an agent", "agent", "held",
    ];

    public static TheoryData<string> Legacy { get; } = ["legacy", "legacy fork"];

    [Theory]
    [MemberData(nameof(Paginated))]
    [MemberData(nameof(Legacy))]
    public async Task ListTurns_OfAThreadOfCodex_IsWhatCodexLists(string scenario)
    {
        var comparison = Comparison(scenario);
        foreach (var view in Enum.GetValues<TurnItems>())
        {
            await comparison.TurnsAgreeAsync(view, ascending: false);
            await comparison.TurnsAgreeAsync(view, ascending: true);
        }
    }

    [Theory]
    [MemberData(nameof(Paginated))]
    public async Task ListItems_OfAThreadOfCodex_IsWhatCodexLists(string scenario)
    {
        var comparison = Comparison(scenario);

        await comparison.ItemsAgreeAsync(descending: false);
        await comparison.ItemsAgreeAsync(descending: true);
    }

    [Theory]
    [InlineData("every kind")]
    [InlineData("compacted")]
    [InlineData("fork of a fork")]
    public async Task ListItems_OfOneTurn_IsWhatCodexLists(string scenario)
    {
        foreach (var turn in await sessions.Server.ListTurnsAsync(sessions[scenario]))
        {
            await Comparison(scenario).ItemsAgreeAsync(descending: false, turn.GetProperty("id").GetString());
        }

        await Comparison(scenario).ItemsAgreeAsync(descending: false, "no such turn");
    }

    [Theory]
    [InlineData("many turns")]
    [InlineData("fork of a fork")]
    [InlineData("every end")]
    [InlineData("legacy fork")]
    public async Task ListTurns_PageByPage_IsWhatCodexLists(string scenario)
    {
        foreach (var size in Enumerable.Range(1, 8))
        {
            await Comparison(scenario).TurnPagesAgreeAsync(size, ascending: false);
            await Comparison(scenario).TurnPagesAgreeAsync(size, ascending: true);
        }
    }

    [Theory]
    [InlineData("many turns")]
    [InlineData("fork of a fork")]
    [InlineData("every kind")]
    public async Task ListItems_PageByPage_IsWhatCodexLists(string scenario)
    {
        foreach (var size in Enumerable.Range(1, 8))
        {
            await Comparison(scenario).ItemPagesAgreeAsync(size, descending: false);
            await Comparison(scenario).ItemPagesAgreeAsync(size, descending: true);
        }
    }

    // Codex has none of these; its turns hold them.
    [Theory]
    [MemberData(nameof(Legacy))]
    public void ListItems_OfALegacyThread_IsTheItemsOfItsTurns(string scenario)
    {
        var id = ThreadId.Parse(sessions[scenario]);

        var items = sessions.Store.ListItems(new ItemListQuery { Thread = id });

        var turns = sessions.Store.ListTurns(new TurnListQuery { Thread = id, Items = TurnItems.Full, Ascending = true }).Turns;
        Assert.Equal(TheirShape.Spell(turns.SelectMany(static turn => turn.Items)), TheirShape.Spell(items.Items));
        Assert.NotEmpty(items.Items);
    }

    private HistoryComparison Comparison(string scenario) => new(sessions.Server, sessions.Store, sessions[scenario]);
}
