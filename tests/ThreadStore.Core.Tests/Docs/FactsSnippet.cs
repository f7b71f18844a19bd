using System;
using System.Threading.Tasks;

namespace ThreadStore.Docs;

/// <summary>What the README does with <see cref="TicketFacts"/>, compiled. What lies between the two marks is compared with the README by <see cref="ReadmeTests"/>.</summary>
internal static class FactsSnippet
{
    internal static async Task<TicketFacts> RunAsync(string home, ThreadId id)
    {
        // README: begin
        await using var store = LocalThreadStore<TicketFacts>.Open(new ThreadStoreOptions { Home = home });
        await store.CaughtUp;                                // logs that were there before are read once, in the background
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Facts = new TicketFacts.Patch { Ticket = "T-1" } });
        foreach (var (thread, facts) in store.List(new ThreadListQuery<TicketFacts> { OrderBy = TicketFacts.Columns.ToolCalls }).Threads)
        {
            Console.WriteLine($"{thread.Title}  {facts.ToolCalls} calls  {facts.Ticket}");
        }
        // README: end
        return store.ReadFacts(id);
    }
}
