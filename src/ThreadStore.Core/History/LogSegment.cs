using System;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>The part of one log that belongs to a thread's history: all of its own, or a prefix of an ancestor's.</summary>
internal sealed class LogSegment : IDisposable
{
    internal LogSegment(ThreadId log, ILogFile file, HistoryMode mode, long end)
    {
        Log = log;
        File = file;
        Mode = mode;
        End = end;
    }

    /// <summary>The thread whose log it is.</summary>
    internal ThreadId Log { get; }

    internal ILogFile File { get; }

    /// <summary>Which lines make turns and items.</summary>
    internal HistoryMode Mode { get; }

    /// <summary>Where the part ends: of the thread's own log its last LF when it was opened.</summary>
    internal long End { get; }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
