using ThreadStore.Items;

namespace ThreadStore.Log;

/// <content>Taking up a rollout that exists: whose it is, the repair of its tail, and where its numbers continue.</content>
internal sealed partial class ThreadLog
{
    /// <summary>Opens an existing rollout for appending. The caller holds the thread's writer lock.</summary>
    /// <exception cref="ThreadStoreException">
    /// Not found; not a rollout (InvalidRequest); another thread's (Conflict); compressed (Unsupported); or the disk failed (StorageFault).
    /// Nothing was changed, unless the tail was repaired already.
    /// </exception>
    internal static ThreadLog Open(LogHome home, ThreadId id, RolloutPath path)
    {
        LogHome.RefuseCompressed(path);
        var file = home.OpenRollout(path, LogAccess.Append, out var errno) ?? throw LogFault.Opening(path, errno);
        try
        {
            // First of all, whose it is: a tail that is not ours is not ours to repair.
            var head = RolloutHead.Read(file, path);
            if (head.Id != id)
            {
                throw new ConflictException($"{path} is the file of another thread: {head.Id}");
            }

            errno = TailRepair.Run(home, id, file, 0, out var end);
            if (errno != 0)
            {
                throw LogFault.Of(LogStatus.NotAccepted(errno), id, 0);
            }

            var log = new ThreadLog(home, id, path, head.Mode) { _file = file, _writtenEnd = end, _verifiedEnd = end };
            log.FindNumbers(file, end);
            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // From the end: almost always the last line or the one before it holds both.
    private void FindNumbers(ILogFile file, long end)
    {
        var hasTime = false;
        var hasOrdinal = Mode == HistoryMode.Legacy;
        using var reader = new BackwardRolloutReader(file, end);
        LineStatus status;
        while (!(hasTime && hasOrdinal) && (status = reader.Read(out var line)) != LineStatus.End)
        {
            if (status != LineStatus.Line)
            {
                continue;
            }

            if (!hasTime && line.TimestampMs != Line.NoTimestamp)
            {
                LastTimestampMs = line.TimestampMs;
                hasTime = true;
            }

            if (!hasOrdinal && line.Ordinal != Line.NoOrdinal)
            {
                NextOrdinal = After(line.Ordinal);
                hasOrdinal = true;
            }
        }
    }
}
