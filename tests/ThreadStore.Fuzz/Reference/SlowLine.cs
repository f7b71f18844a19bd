using ThreadStore.Items;

namespace ThreadStore.Fuzz.Reference;

/// <summary>What a reading found in a file: a line with its parts, or a range that is none.</summary>
internal sealed record SlowLine(long Offset, int Length, BadLineReason Reason, long TimestampMs = Line.NoTimestamp, long Ordinal = Line.NoOrdinal, string Type = "", string Payload = "", string Metadata = "")
{
    internal bool IsBad => Reason != BadLineReason.None;

    public override string ToString() =>
        $"[{Offset},{Offset + Length}) {(IsBad ? Reason.ToString() : $"time {TimestampMs} ordinal {Ordinal} type {Type} payload {Cut(Payload)} metadata {Cut(Metadata)}")}";

    private static string Cut(string text) => text.Length <= 300 ? text : $"{text[..150]}…{text.Length}…{text[^150..]}";
}
