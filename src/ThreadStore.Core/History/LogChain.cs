using System;
using System.Collections.Generic;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>The logs that a thread's history lies in, the oldest first: its own, and before it the prefixes that a fork by reference continues.</summary>
/// <remarks>An ancestor that cannot be read ends the chain: the rest is read all the same, and <see cref="Gap"/> says what is missing.</remarks>
internal sealed class LogChain : IDisposable
{
    /// <summary>Forks of forks that are followed.</summary>
    internal const int MaxDepth = 64;

    private readonly List<LogSegment> _segments = [];

    private LogChain()
    {
    }

    /// <summary>The parts, the oldest first; the last one is the thread's own log.</summary>
    internal IReadOnlyList<LogSegment> Segments => _segments;

    /// <summary>The thread's own log.</summary>
    internal LogSegment Own => _segments[^1];

    /// <summary>What is missing before the first part; null when nothing is.</summary>
    internal HistoryGap? Gap { get; private set; }

    /// <summary>Opens a log alone, wherever it lies. The chain owns the file from now on.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static LogChain OfOne(ThreadId log, ILogFile file)
    {
        var chain = new LogChain();
        try
        {
            chain._segments.Add(new LogSegment(log, file, HistoryMode.Legacy, RolloutTail.LastLineEnd(file, 0, file.GetLengthOrThrow())));
            return chain;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a thread's log and those that it continues.</summary>
    /// <param name="home">The home.</param>
    /// <param name="own">The thread's own rollout.</param>
    /// <param name="find">Finds an ancestor's rollout, active or archived.</param>
    /// <exception cref="ThreadStoreException">The own log is missing, compressed or no regular file, or the disk failed.</exception>
    internal static LogChain Open(LogHome home, RolloutPath own, Func<ThreadId, RolloutPath?> find)
    {
        var chain = new LogChain();
        try
        {
            chain.Add(home.OpenRead(own), own.Id, long.MaxValue, out var next);
            while (next is { } parent)
            {
                next = chain.Continue(home, parent, find);
            }

            chain._segments.Reverse();
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>The place of a log in the chain; -1 when it is none of them.</summary>
    internal int IndexOf(ThreadId log) => _segments.FindIndex(segment => segment.Log == log);

    /// <inheritdoc/>
    public void Dispose() => _segments.ForEach(static segment => segment.Dispose());

    private HistoryBase? Continue(LogHome home, HistoryBase parent, Func<ThreadId, RolloutPath?> find)
    {
        if (IndexOf(parent.Parent) >= 0)
        {
            return Stop(parent.Parent, HistoryGapReason.Cyclic);
        }

        if (_segments.Count > MaxDepth)
        {
            return Stop(parent.Parent, HistoryGapReason.TooDeep);
        }

        try
        {
            if (find(parent.Parent) is not { } path)
            {
                return Stop(parent.Parent, HistoryGapReason.Missing);
            }

            if (path.IsCompressed)
            {
                return Stop(parent.Parent, HistoryGapReason.Compressed);
            }

            if (!home.TryOpenRead(path, out var file))
            {
                return Stop(parent.Parent, HistoryGapReason.Missing);
            }

            return Add(file, parent.Parent, parent.End, out var next) ? next : Stop(parent.Parent, HistoryGapReason.Unreadable);
        }
        catch (ThreadStoreException)
        {
            // What the fork says itself must not become unreadable because its parent is.
            return Stop(parent.Parent, HistoryGapReason.Unreadable);
        }
    }

    private HistoryBase? Stop(ThreadId thread, HistoryGapReason reason)
    {
        // A gap that was met first is nearer, but the farther one hides more.
        Gap = new HistoryGap(thread, reason);
        return null;
    }

    // False: the file is not a rollout of an ancestor. The own log is taken whatever it begins with.
    private bool Add(ILogFile file, ThreadId log, long limit, out HistoryBase? next)
    {
        var isAdded = false;
        try
        {
            var isRollout = HistoryBase.TryRead(file, log, out var mode, out next);
            if (isRollout || _segments.Count == 0)
            {
                var length = file.GetLengthOrThrow();
                _segments.Add(new LogSegment(log, file, mode, RolloutTail.LastLineEnd(file, 0, Math.Min(limit, length))));
                isAdded = true;
                if (length < limit && limit < long.MaxValue)
                {
                    Gap = new HistoryGap(log, HistoryGapReason.Shrunk);
                }
            }

            return isAdded;
        }
        finally
        {
            if (!isAdded)
            {
                file.Dispose();
            }
        }
    }
}
