using System;
using System.Buffers.Text;

namespace ThreadStore.Items;

/// <summary>Writes one line in the envelope and key order of the format: docs/formats/rollout-line.md.</summary>
internal static class LineWriter
{
    /// <summary>The most bytes that a line needs beside its payload and metadata.</summary>
    public const int MaxEnvelope = 14 + TimestampText.Length + 12 + 19 + 9 + ItemType.MaxNameLength + 12 + 12 + 2;

    /// <summary>
    /// Writes the line with its LF and returns its length; a negative ordinal and an empty metadata are left out.
    /// The destination holds at least <see cref="MaxEnvelope"/> bytes more than payload and metadata together.
    /// </summary>
    public static int Write(
        Span<byte> destination, long timestampMs, long ordinal, ItemType type, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> metadata)
    {
        var stamp = default(StampText);
        return Write(destination, timestampMs, ordinal, type, payload, metadata, ref stamp);
    }

    /// <summary>As above; <paramref name="stamp"/> is what wrote the time of the line before.</summary>
    public static int Write(
        Span<byte> destination, long timestampMs, long ordinal, ItemType type, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> metadata, ref StampText stamp)
    {
        var at = Put(destination, 0, "{\"timestamp\":\""u8);
        stamp.Write(destination[at..], timestampMs);
        at += TimestampText.Length;
        if (ordinal >= 0)
        {
            at = Put(destination, at, "\",\"ordinal\":"u8);
            Utf8Formatter.TryFormat(ordinal, destination[at..], out var digits);
            at += digits;
            at = Put(destination, at, ","u8);
        }
        else
        {
            at = Put(destination, at, "\","u8);
        }

        at = Put(destination, at, type.Utf8Key);
        at = Put(destination, at, payload);
        if (!metadata.IsEmpty)
        {
            at = Put(destination, at, ",\"metadata\":"u8);
            at = Put(destination, at, metadata);
        }

        return Put(destination, at, "}\n"u8);
    }

    private static int Put(Span<byte> destination, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        return at + bytes.Length;
    }
}
