using System;

namespace ThreadStore;

/// <content>Following a thread.</content>
public partial class LocalThreadStore
{
    /// <summary>Begins to follow a thread at its end, or some lines before it.</summary>
    /// <param name="id">The thread: active or archived, live or not, also one that another program writes.</param>
    /// <param name="lines">How many of the last lines are read first; 0 = only what comes.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public HistoryTail Follow(ThreadId id, int lines = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        CheckOpen();
        return new HistoryTail(this, id, lines);
    }

    /// <summary>Writes what a live thread has buffered, so that its log shows it.</summary>
    internal void DrainLive(ThreadId id) => FindLive(id)?.TryDrain();
}
