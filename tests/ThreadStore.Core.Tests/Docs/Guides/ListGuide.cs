using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/list.md.</summary>
internal static class ListGuide
{
    internal static async Task<(ThreadPage First, ThreadPage Again, int Pages)> PageAsync(
        LocalThreadStore store, ThreadId starter, ThreadId shown, LiveThread thread, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        var query = new ThreadListQuery
        {
            PageSize = 2,                                            // 1 to 1,000; default 50
            Sort = ThreadSortKey.CreatedAt,                          // default UpdatedAt; or RecencyAt, the newest turn
            Ascending = true,                                        // default false: newest first
            Archive = ThreadArchiveFilter.Any,                       // default Active; or Archived
            Sources = ["cli", "vscode"],                             // null: all, empty: none; so do the next three
            Originators = ["my_host"],
            ModelProviders = ["openai"],
            Cwds = ["/home/dev/proj"],                               // exactly this one, not those below it
            TitleContains = "the build",                             // part of the name or of the title
            MatchCase = false,                                       // the default
            Labels = new Dictionary<string, string> { ["team"] = "core" },
            Relation = ThreadRelation.DescendantsOf(starter),        // or ChildrenOf
            Excluded = [shown],                                      // at most 100
            IncludeHidden = false,                                   // the default: those in which a user has said something
        };
        ThreadPage first = store.List(query);
        // GUIDE: end

        // GUIDE: begin
        ThreadPage page = first;
        int pages = 1;
        while (page.NextCursor is { } next)
        {
            page = store.List(query with { Cursor = next });
            pages++;
        }

        while (page.PreviousCursor is { } previous)
        {
            page = store.List(query with { Cursor = previous });     // back, each page in the same order as before
        }
        // GUIDE: end

        // GUIDE: begin
        Position end = thread.Append(ItemType.EventMsg, """{"type":"task_complete","turn_id":"1"}"""u8);
        ThreadPage seen = await store.ListAsync(query with { MinimumPosition = end }, cancellationToken);
        StoredThread row = await store.ReadAsync(thread.Id, end, cancellationToken);
        // GUIDE: end
        _ = (seen, row);
        return (first, page, pages);
    }

    internal static void Titles(LocalThreadStore store, IBufferWriter<byte> output)
    {
        // GUIDE: begin
        using var rows = new Utf8ThreadPage();                       // keep it for the next list
        var query = new ThreadListQuery { PageSize = 2 };
        do
        {
            store.List(query, rows, rows.NextCursorUtf8);            // empty at first: from the beginning
            foreach (Utf8Thread row in rows)
            {
                output.Write(row.Title);                             // a view of the page, valid until it is filled again
                output.Write("\n"u8);
            }
        }
        while (!rows.NextCursorUtf8.IsEmpty);
        // GUIDE: end
    }

    internal static (int Turns, string Text) Turns(LocalThreadStore store, ThreadId id)
    {
        var text = new StringBuilder();
        // GUIDE: begin
        TurnPage turns = store.ListTurns(new TurnListQuery { Thread = id, PageSize = 20, Items = TurnItems.Summary });    // newest first
        foreach (ThreadTurn turn in turns.Turns)
        {
            text.AppendLine($"{turn.Id}: {turn.Status} {turn.Duration}");
        }

        ItemPage items = store.ListItems(new ItemListQuery { Thread = id, TurnId = "1" });                              // oldest first
        foreach (ThreadItem item in items.Items)
        {
            text.AppendLine($"{item.Type} {Encoding.UTF8.GetString(item.Json.Span)}");
        }
        // GUIDE: end
        return (turns.Turns.Count, text.ToString());
    }
}
