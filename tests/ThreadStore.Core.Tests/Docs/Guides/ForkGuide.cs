using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/fork.md.</summary>
internal static class ForkGuide
{
    internal static async Task<(ThreadId AtEnd, ThreadId AfterTurn, ThreadId AtLine)> RunAsync(LocalThreadStore store, LiveThread parent)
    {
        // GUIDE: begin
        await using LiveThread fork = store.Fork(parent.Id);
        fork.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"2"}"""u8);
        // GUIDE: end

        // GUIDE: begin
        await using LiveThread retry = store.Fork(parent.Id, new ForkThreadParams
        {
            LastTurnId = "1",                            // it must have ended; what comes after it is not part of the fork
            Cwd = "/home/dev/other",                     // where it differs from its parent
        });
        // GUIDE: end

        // GUIDE: begin
        Position before = parent.End;                    // or what any append returned: the end of a line
        parent.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"3"}"""u8);
        await using LiveThread aside = store.Fork(parent.Id, new ForkThreadParams { At = before });
        // GUIDE: end
        return (fork.Id, retry.Id, aside.Id);
    }

    internal static async Task<HistoryGap?> DeleteAsync(LocalThreadStore store, ThreadId parent, ThreadId fork, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        DeleteReceipt plan = store.PlanDelete(parent);
        if (plan.Forks.Count > 0)
        {
            Console.Error.WriteLine($"continued by {string.Join(", ", plan.Forks)}");
        }

        await store.DeleteAsync(parent, DeleteThreadOptions.EvenIfForked, cancellationToken);
        using (var history = store.ReadHistory(fork))
        {
            return history.Gap;                          // the parent, and HistoryGapReason.Missing
        }
        // GUIDE: end
    }
}
