using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>What a fork takes over from the log that it continues.</content>
internal partial struct ThreadFacts
{
    /// <summary>True when the facts name a log that the thread continues.</summary>
    internal static bool HasHistoryBase(FactBlock facts) => facts.Has(FactNumber.HistoryBaseThreadId);

    /// <summary>The parent and the end of its prefix that a fork continues.</summary>
    internal static bool TryReadHistoryBase(FactBlock facts, out ThreadId parent, out long end)
    {
        parent = default;
        end = facts.Number(FactNumber.HistoryBaseEnd);
        return facts.Has(FactNumber.HistoryBaseThreadId) && facts.Has(FactNumber.HistoryBaseEnd)
            && ThreadId.TryParse(facts.Inline(TextNumber.HistoryBaseThreadId), out parent);
    }

    /// <summary>Sets what a fork inherits; it was said before anything in its own log.</summary>
    internal static void InheritPreview(FactBlock facts, byte[] preview) => facts.SetHeld(FactNumber.Preview, TextNumber.Preview, preview);

    /// <summary>The preview that a line gives; null when it gives none. Allocates.</summary>
    internal static byte[]? ReadPreview(in Line line, ThreadId thread)
    {
        var sink = new FactSink(in line, thread, FactNumber.Preview, Schema.Layout);
        Observe(ref sink);
        var text = sink.Captured.IsEmpty ? null : sink.Captured.ToArray();
        sink.Dispose();
        return text;
    }
}
