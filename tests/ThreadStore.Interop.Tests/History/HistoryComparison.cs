using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

/// <summary>Asks the real program and our store the same, and holds the answers against each other: every key of every turn and item, page by page.</summary>
internal sealed class HistoryComparison(AppServer server, LocalThreadStore store, string threadId)
{
    private const int All = 1000;

    private readonly ThreadId _id = ThreadId.Parse(threadId);

    /// <summary>All turns, in either order.</summary>
    public async Task TurnsAgreeAsync(TurnItems view, bool ascending)
    {
        var theirs = await server.TurnPageAsync(threadId, new JsonObject
        {
            ["limit"] = All,
            ["itemsView"] = TheirShape.NameOf(view),
            ["sortDirection"] = Direction(ascending),
        });

        var ours = store.ListTurns(new TurnListQuery { Thread = _id, PageSize = All, Items = view, Ascending = ascending });

        Agree(theirs, TheirShape.Spell(ours.Turns, view), ours.NextCursor, ours.BackwardsCursor);
    }

    /// <summary>All items, of the thread or of one turn.</summary>
    public async Task ItemsAgreeAsync(bool descending, string? turnId = null)
    {
        var theirs = await server.ItemPageAsync(threadId, new JsonObject { ["limit"] = All, ["sortDirection"] = Direction(!descending), ["turnId"] = turnId });

        var ours = store.ListItems(new ItemListQuery { Thread = _id, PageSize = All, Descending = descending, TurnId = turnId });

        Agree(theirs, TheirShape.Spell(ours.Items), ours.NextCursor, ours.BackwardsCursor);
    }

    /// <summary>Turns page by page to the end, and from every page back again.</summary>
    public Task TurnPagesAgreeAsync(int pageSize, bool ascending) => PagesAgreeAsync(
        (cursor, isBack) => server.TurnPageAsync(threadId, Page(pageSize, ascending ^ isBack, cursor)),
        (cursor, isBack) =>
        {
            var page = store.ListTurns(new TurnListQuery { Thread = _id, PageSize = pageSize, Ascending = ascending ^ isBack, Cursor = cursor });
            return (TheirShape.Spell(page.Turns, TurnItems.Summary), page.NextCursor, page.BackwardsCursor);
        });

    /// <summary>Items page by page to the end, and from every page back again.</summary>
    public Task ItemPagesAgreeAsync(int pageSize, bool descending) => PagesAgreeAsync(
        (cursor, isBack) => server.ItemPageAsync(threadId, Page(pageSize, !(descending ^ isBack), cursor)),
        (cursor, isBack) =>
        {
            var page = store.ListItems(new ItemListQuery { Thread = _id, PageSize = pageSize, Descending = descending ^ isBack, Cursor = cursor });
            return (TheirShape.Spell(page.Items), page.NextCursor, page.BackwardsCursor);
        });

    private static async Task PagesAgreeAsync(
        Func<string?, bool, Task<JsonElement>> askThem, Func<string?, bool, (IReadOnlyList<string> Data, string? Next, string? Back)> askUs)
    {
        string? theirCursor = null;
        string? ourCursor = null;
        do
        {
            var theirs = await askThem(theirCursor, false);
            var ours = askUs(ourCursor, false);
            Agree(theirs, ours.Data, ours.Next, ours.Back);
            if (ours.Back is not null)
            {
                var back = askUs(ours.Back, true);
                Agree(await askThem(theirs.GetProperty("backwardsCursor").GetString(), true), back.Data, back.Next, back.Back);
            }

            theirCursor = theirs.GetProperty("nextCursor").GetString();
            ourCursor = ours.Next;
        }
        while (ourCursor is not null);
    }

    // The cursors themselves are each side's own; whether there is one is not.
    private static void Agree(JsonElement theirs, IReadOnlyList<string> ours, string? next, string? back)
    {
        Assert.Equal(theirs.GetProperty("data").EnumerateArray().Select(TheirShape.Spell), ours);
        Assert.Equal(theirs.GetProperty("nextCursor").ValueKind == JsonValueKind.Null, next is null);
        Assert.Equal(theirs.GetProperty("backwardsCursor").ValueKind == JsonValueKind.Null, back is null);
    }

    private static JsonObject Page(int size, bool ascending, string? cursor) =>
        new() { ["limit"] = size, ["sortDirection"] = Direction(ascending), ["cursor"] = cursor };

    private static string Direction(bool ascending) => ascending ? "asc" : "desc";
}
