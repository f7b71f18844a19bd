using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/embed.md.</summary>
internal static class EmbedGuide
{
    internal static async Task<ThreadId> RunAsync(string home, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions
        {
            Home = home,                                 // ~/.codex, or a directory of your own; made when it is not there
            Application = "my_host",                     // who others see as the holder of a thread
            Durability = Durability.Written,             // the default: in the file when the append returns
        });
        // GUIDE: end

        // GUIDE: begin
        await using var thread = store.Create(new CreateThreadParams
        {
            Cwd = "/home/dev/proj",
            Source = "cli",
            Originator = "my_host",
            ModelProvider = "openai",
        });
        Position end = thread.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"1"}"""u8);
        // GUIDE: end

        // GUIDE: begin
        ReadOnlySpan<RolloutItem> call =
        [
            new(ItemType.ResponseItem, """{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}"""u8.ToArray()),
            new(ItemType.ResponseItem, """{"type":"function_call_output","call_id":"c1","output":"ok"}"""u8.ToArray()),
        ];
        thread.Append(call, Durability.Synced);          // both lines or none, on disk when it returns
        // GUIDE: end

        // GUIDE: begin
        AppendResult result = thread.TryAppend(ItemType.EventMsg, """{"type":"task_complete","turn_id":"1"}"""u8);
        if (!result.IsAccepted)
        {
            string advice = result.Outcome switch
            {
                StorageOutcome.NotAccepted => "nothing was written: append it again when the cause is gone",
                StorageOutcome.Accepted => $"in the log up to {result.Position.Offset}, but not synced: do not append it again",
                _ => "resume the thread: its last line tells",
            };
            Console.Error.WriteLine($"errno {result.ErrorCode}: {advice}");
        }
        // GUIDE: end

        // GUIDE: begin
        await thread.FlushAsync(cancellationToken: cancellationToken);
        StoredThread row = store.Read(thread.Id);        // sees everything above
        // GUIDE: end
        _ = end;
        return row.Id;
    }
}
