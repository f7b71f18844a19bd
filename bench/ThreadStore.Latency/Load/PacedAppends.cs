using System.Diagnostics;
using System.Threading;
using ThreadStore.Latency.Targets;

namespace ThreadStore.Latency.Load;

/// <summary>Appends facts to threads in turn, so many a second: all that are due, every millisecond.</summary>
internal sealed class PacedAppends(LiveThread[] threads, double rate)
{
    /// <summary>How many it has made.</summary>
    public long Count { get; private set; }

    /// <summary>Goes on until it is told to stop.</summary>
    public void Run(CancellationToken stop)
    {
        var payload = Payload.WithFacts;
        var start = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate);
            for (; Count < due; Count++)
            {
                _ = threads[Count % threads.Length].Append(payload.Type, payload.Bytes, Durability.Written);
            }

            Thread.Sleep(1);
        }
    }
}
