using System;
using System.Threading.Tasks;

namespace ThreadStore.Docs;

/// <summary>The program of the README, compiled. What lies between the two marks is compared with the README by <see cref="ReadmeTests"/>.</summary>
internal static class ReadmeSnippet
{
    internal static async Task<ThreadId> RunAsync(string home)
    {
        // README: begin
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home });
        ThreadId id;
        await using (var thread = store.Create(new CreateThreadParams { Cwd = "/home/dev/proj", Originator = "my_host" }))
        {
            id = thread.Id;                                  // no file yet: the first line makes it
            thread.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"1"}"""u8);
            thread.Append(ItemType.EventMsg, """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"text","text":"Fix the build"}]}}"""u8);
            await thread.FlushAsync();                       // written and projected: an immediate list shows it
        }
        foreach (var row in store.List(new ThreadListQuery { PageSize = 20 }).Threads)
        {
            Console.WriteLine($"{row.UpdatedAt:u}  {row.Title}");
        }
        await using var resumed = store.Resume(id);          // the same file; ordinals go on
        resumed.Append(ItemType.EventMsg, """{"type":"task_complete","turn_id":"1"}"""u8, Durability.Synced);
        // README: end
        return id;
    }
}
