using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>
/// The preview that a fork takes over: a fork without a copy of its parent's lines continues a prefix of the parent's log, and what was
/// said there first was said before anything in its own lines.
/// </summary>
/// <remarks>
/// A function of log bytes alone: only a session_meta that is the log's very first line names a base, so no cut of a log into ranges
/// can change the answer. Used by the readers of catch-up; the projector never reads another thread's log.
/// </remarks>
internal sealed class InheritedPreview
{
    // Forks of forks; also what ends a circle that somebody made by hand.
    private const int MaxDepth = 64;

    private readonly IRowStateReader _rows;
    private readonly LogHome _home;

    internal InheritedPreview(IRowStateReader rows, LogHome home)
    {
        _rows = rows;
        _home = home;
    }

    /// <summary>
    /// Reads what a log inherits, in UTF-8; null when it is no such fork, nobody had said anything before the fork, or the base is gone,
    /// compressed or not ours to read: then the fork shows its own first text.
    /// </summary>
    /// <exception cref="StorageFaultException">The disk failed: what is inherited is not known.</exception>
    internal byte[]? Read(ILogFile file, ThreadId id) => Read(file, id, depth: 0);

    private byte[]? Read(ILogFile file, ThreadId id, int depth) =>
        depth < MaxDepth && TryReadBase(file, id, out var parent, out var end) ? ReadPrefix(parent, end, depth) : null;

    private byte[]? ReadPrefix(ThreadId id, long end, int depth)
    {
        try
        {
            if (Find(id) is not { IsCompressed: false } path || !_home.TryOpenRead(path, out var file))
            {
                return null;
            }

            using (file)
            {
                return Read(file, id, depth + 1) ?? ReadFirst(file, id, end);
            }
        }
        catch (ThreadStoreException refused) when (refused is not StorageFaultException { ErrorCode: not (Libc.EACCES or Libc.EPERM) })
        {
            // A fork must not vanish from lists because its parent is not to be read.
            return null;
        }
    }

    // By the facts of the row itself, so that row and preview can never disagree about the parent.
    private static bool TryReadBase(ILogFile file, ThreadId id, out ThreadId parent, out long end)
    {
        parent = default;
        end = 0;
        using var reader = new RolloutReader(file, 0);
        if (reader.Read(out var line) is not LineStatus.Line || line.Offset != 0 || line.Kind is not ItemKind.SessionMeta)
        {
            return false;
        }

        var facts = new FactBlock(ThreadFacts.Schema.Layout);
        var sink = new FactSink(in line, id, facts, settled: facts.Layout.First);
        ThreadFacts.Observe(ref sink);
        return ThreadFacts.TryReadHistoryBase(facts, out parent, out end);
    }

    private static byte[]? ReadFirst(ILogFile file, ThreadId id, long end)
    {
        using var reader = new RolloutReader(file, 0, end);
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            if (status is LineStatus.Line && line.Kind is ItemKind.EventMsg && ThreadFacts.ReadPreview(in line, id) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    // Near its own date, then where the index has it: all folders are searched only for what neither knows.
    private RolloutPath? Find(ThreadId id)
    {
        if (_home.Layout.FindNear(id) is { } near)
        {
            return near;
        }

        try
        {
            if (IndexedPath.Find(_rows, _home, id) is { } path)
            {
                return path;
            }
        }
        catch (StorageFaultException)
        {
            // The index is not readable now: the folders are.
        }

        return _home.Layout.Find(id);
    }
}
