using ThreadStore.Items;

namespace ThreadStore.Log;

/// <summary>Where a log goes on from: a prefix of another thread's log.</summary>
/// <param name="Parent">That thread.</param>
/// <param name="End">Where the prefix ends, in bytes from the start of its log.</param>
internal readonly record struct HistoryBase(ThreadId Parent, long End)
{
    /// <summary>Where a log goes on from; null when it begins by itself, or its first line cannot be read.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static HistoryBase? Read(ILogFile file, ThreadId id)
    {
        TryRead(file, id, out _, out var found);
        return found;
    }

    /// <summary>Reads the first line of a log; false when it is no session_meta of that thread. A log without a base has none here either.</summary>
    /// <remarks>Only the log's very first line names a base: later lines of that type may be copies of a fork's source.</remarks>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static bool TryRead(ILogFile file, ThreadId id, out HistoryMode mode, out HistoryBase? found)
    {
        found = null;
        mode = HistoryMode.Legacy;
        using var reader = new RolloutReader(file, 0);
        if (reader.Read(out var line) != LineStatus.Line || line.Offset != 0 || line.Kind != ItemKind.SessionMeta)
        {
            return false;
        }

        var cursor = JsonCursor.OpenObject(line.Payload);
        var isOwn = false;
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("id"u8))
            {
                isOwn = ThreadId.TryParse(cursor.Take().Bytes, out var owner) && owner == id;
            }
            else if (cursor.NameEquals("history_mode"u8))
            {
                mode = cursor.Take().Is("paginated"u8) ? HistoryMode.Paginated : HistoryMode.Legacy;
            }
            else if (cursor.NameEquals("history_base"u8) && cursor.EnterObject())
            {
                found = ReadBase(ref cursor);
            }
        }

        return isOwn;
    }

    private static HistoryBase? ReadBase(ref JsonCursor cursor)
    {
        ThreadId? parent = null;
        long end = -1;
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("thread_id"u8))
            {
                parent = ThreadId.TryParse(cursor.Take().Bytes, out var id) ? id : null;
            }
            else if (cursor.NameEquals("end_byte_offset"u8))
            {
                cursor.Take().TryGetInt64(out end);
            }
        }

        return parent is { } thread && end >= 0 ? new HistoryBase(thread, end) : null;
    }
}
