using System.Text;
using ThreadStore.Items;

namespace ThreadStore.Latency.Targets;

/// <summary>What every append of a scenario takes, and the line that it becomes.</summary>
internal sealed class Payload
{
    // About the middle of a round: a line's length depends on the digits of its number.
    private const long TypicalOrdinal = 100_000;
    private const long TypicalTimestampMs = 1_795_241_290_743;

    private Payload(ItemType type, string start, string end, int bytes)
    {
        Type = type;
        Bytes = Encoding.UTF8.GetBytes(start + new string('x', bytes - start.Length - end.Length) + end);
        var line = new byte[bytes + LineWriter.MaxEnvelope];
        Line = line[..LineWriter.Write(line, TypicalTimestampMs, TypicalOrdinal, type, Bytes, default)];
    }

    /// <summary>256 bytes with a fact in them, which is due in the thread's row 200 ms later.</summary>
    public static Payload WithFacts { get; } = new(
        ItemType.EventMsg, """{"type":"token_count","info":{"total_token_usage":{"total_tokens":20179}},"pad":""" + "\"", "\"}", 256);

    /// <summary>256 bytes that only move the thread's time, which its row need not follow but every 5 s.</summary>
    public static Payload WithoutFacts { get; } = new(
        ItemType.ResponseItem, """{"type":"message","role":"assistant","content":[{"type":"output_text","text":""" + "\"", "\"}]}", 256);

    /// <summary>The line's type.</summary>
    public ItemType Type { get; }

    /// <summary>The payload.</summary>
    public byte[] Bytes { get; }

    /// <summary>A line as the store writes it, for whoever writes the same bytes without a store.</summary>
    public byte[] Line { get; }
}
