using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/resume.md.</summary>
internal static class ResumeGuide
{
    internal static async Task<string> RunAsync(LocalThreadStore store, ThreadId id, CancellationToken cancellationToken)
    {
        var told = new StringBuilder();

        // GUIDE: begin
        LiveThread thread;
        try
        {
            thread = store.Resume(id);
        }
        catch (ThreadBusyException busy)
        {
            Console.Error.WriteLine(busy.Holder);        // who writes it: process, host, application
            throw;
        }
        // GUIDE: end

        // GUIDE: begin
        using (var history = store.ReadHistory(id, HistoryStart.LastCompaction))
        {
            while (history.Read(out var line))
            {
                if (line.Is(ItemType.ResponseItem))
                {
                    told.AppendLine(Encoding.UTF8.GetString(line.Payload));      // what the model is told
                }
            }
        }
        // GUIDE: end

        // GUIDE: begin
        using (var newest = store.ReadHistory(id, HistoryStart.End))
        {
            for (var lines = 0; lines < 20 && newest.Read(out var line); lines++)
            {
                Console.WriteLine($"{line.Timestamp:u} {Encoding.UTF8.GetString(line.TypeName)} at {line.Offset}");
            }
        }
        // GUIDE: end

        // GUIDE: begin
        thread.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"2"}"""u8);
        await thread.ShutdownAsync(cancellationToken: cancellationToken);
        // GUIDE: end
        return told.ToString();
    }
}
