using System;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>Observing: one line's facts into a delta.</content>
internal static partial class ThreadFacts
{
    /// <summary>
    /// Merges one line's facts into the delta of its thread. Cannot throw: a payload that is not JSON up to the last key that is wanted
    /// of it gives no facts but its line's time.
    /// </summary>
    /// <param name="line">A line of the delta's thread, later in the log than those observed before.</param>
    /// <param name="delta">Takes the facts; its end is the caller's to move.</param>
    /// <param name="settled">First values that the log has given before the delta's start: they are not looked for again.</param>
    public static void Observe(in Line line, ThreadDelta delta, FactMask settled)
    {
        // Explicit metadata is no activity.
        if (line.TimestampMs != Line.NoTimestamp && line.Kind != ItemKind.ThreadStoreMetadata)
        {
            delta.RaiseUpdatedAt(line.TimestampMs);
        }

        if (line.Kind is ItemKind.EventMsg or ItemKind.TurnContext or ItemKind.SessionMeta or ItemKind.ThreadStoreMetadata)
        {
            var sink = new FactSink(in line, delta, settled);
            ObserveInto(ref sink);
        }
    }

    /// <summary>Reads one long text again. The sink is the caller's to dispose.</summary>
    private static FactSink Capture(in Line line, ThreadId id, TextFact fact)
    {
        var sink = new FactSink(in line, id, fact);
        ObserveInto(ref sink);
        return sink;
    }

    /// <summary>One text that a line gives; null when it gives none. Allocates.</summary>
    public static byte[]? ReadText(in Line line, ThreadId id, TextFact fact)
    {
        var sink = Capture(in line, id, fact);
        var text = sink.Captured.IsEmpty ? null : sink.Captured.ToArray();
        sink.Dispose();
        return text;
    }

    private static void ObserveInto(ref FactSink sink)
    {
        try
        {
            switch (sink.Line.Kind)
            {
                case ItemKind.EventMsg:
                    OnEvent(ref sink);
                    break;
                case ItemKind.TurnContext:
                    OnTurnContext(ref sink);
                    break;
                case ItemKind.SessionMeta:
                    OnSessionMeta(ref sink);
                    break;
                case ItemKind.ThreadStoreMetadata:
                    OnJournal(ref sink);
                    break;
            }
        }
        catch (Exception e) when (JsonObject.IsBadJson(e))
        {
            // Every observer reads all it wants before it hands anything to the sink, so nothing is half applied.
        }
    }
}
