using System.Threading;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <summary>Totals of the readers behind catch-up.</summary>
internal sealed class CatchUpCounters
{
    private long _bytes;
    private long _badLines;
    private long _files;

    /// <summary>Bytes of log observed.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Lines that could not be read.</summary>
    internal long BadLines => Volatile.Read(ref _badLines);

    /// <summary>Threads brought to the end of their logs.</summary>
    internal long Files => Volatile.Read(ref _files);

    internal void AddFile() => Interlocked.Increment(ref _files);

    internal void Add(long bytes, long badLines)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _badLines, badLines);
        if (badLines > 0)
        {
            StoreMeter.RecordSkippedLines(badLines);
        }
    }
}
