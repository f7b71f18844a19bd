using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.Health;
using ThreadStore.Tracing;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/observe.md.</summary>
internal static class ObserveGuide
{
    private static readonly ActivitySource s_host = new("MyHost");

    internal static async Task RunAsync(LiveThread thread, string file)
    {
        // GUIDE: begin
        FlightRecorder.Start();
        // GUIDE: end
        try
        {
            // GUIDE: begin
            using (var turn = s_host.StartActivity("turn"))
            {
                turn?.SetTag("thread.id", thread.Id.ToString());         // ids belong on the host's span
                thread.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"1"}"""u8);
                await thread.FlushAsync();
            }
            // GUIDE: end

            // GUIDE: begin
            using (var stream = File.Create(file))
            {
                FlightRecorder.Dump(stream);                             // JSON lines: one anchor of the clocks, then one span each
            }
            // GUIDE: end
        }
        finally
        {
            FlightRecorder.Stop();
        }
    }

    internal static StoreHealth Ask(LocalThreadStore store)
    {
        // GUIDE: begin
        StoreHealth health = store.GetHealth();                      // any thread, any time: waits for no disk
        if (health.State is HealthState.Stuck or HealthState.Degraded)
        {
            Console.Error.WriteLine($"{health.State}: {health.Reason}; {health.Projection.PendingBytes} bytes wait for {health.Projection.Age.TotalSeconds:F1} s");
        }
        // GUIDE: end
        return health;
    }
}
