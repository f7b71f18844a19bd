using System;
using System.IO;
using System.Threading.Tasks;

namespace ThreadStore.Samples;

/// <summary>Opens a home with the host's own facts beside the built-in ones, fills it, and lists by them.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var home = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("tickets-").FullName;
        await using var store = LocalThreadStore<TicketFacts>.Open(new ThreadStoreOptions { Home = home });
        if (args.Length == 0)
        {
            await FillAsync(store);
        }

        // Logs that were there before the projection was declared are read once, in the background.
        await store.CaughtUp;
        var busiest = new ThreadListQuery<TicketFacts>
        {
            OrderBy = TicketFacts.Columns.ToolCalls,
            Where = [TicketFacts.Columns.ToolCalls.AtLeast(1)],
        };
        foreach (var (thread, facts) in store.List(busiest).Threads)
        {
            Console.WriteLine($"{thread.Id}  {facts.ToolCalls} calls  {facts.OutputTokens} tokens  [{facts.Ticket}]  {facts.Request}");
        }
    }

    private static async Task FillAsync(LocalThreadStore<TicketFacts> store)
    {
        for (var calls = 0; calls < 3; calls++)
        {
            await using var thread = store.Create(new CreateThreadParams { Cwd = "/desk" });
            thread.Append(ItemType.EventMsg, """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"text","text":"Where is my parcel?"}]}}"""u8);
            for (var call = 0; call < calls; call++)
            {
                thread.Append(ItemType.ResponseItem, """{"type":"function_call","name":"track","arguments":"{}","call_id":"1"}"""u8);
                thread.Append(ItemType.EventMsg, """{"type":"token_count","info":{"last_token_usage":{"input_tokens":900,"output_tokens":120}}}"""u8);
            }

            var patch = new ThreadMetadataPatch { Facts = new TicketFacts.Patch { Ticket = $"T-{calls}", Priority = calls } };
            await thread.UpdateMetadataAsync(patch);
        }
    }
}
