using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Projection;

namespace ThreadStore.Fuzz.Reference;

/// <summary>Reads lines as docs/formats/rollout-line.md says it, by whole JSON documents and without a fast path.</summary>
internal static class SlowReader
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 1024, AllowMultipleValues = true };

    /// <summary>The lines and bad ranges of the bytes, which begin at a line start of the file; nothing behind the last LF.</summary>
    internal static List<SlowLine> Read(byte[] bytes)
    {
        var found = new List<SlowLine>();
        var start = 0;
        for (var end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; end = Array.IndexOf(bytes, (byte)'\n', start))
        {
            ReadLine(bytes, start, end, found);
            start = end + 1;
        }

        return found;
    }

    private static void ReadLine(byte[] bytes, int start, int end, List<SlowLine> found)
    {
        var (first, last) = (start, end);
        while (first < last && IsBlank(bytes[first]))
        {
            first++;
        }

        while (last > first && IsBlank(bytes[last - 1]))
        {
            last--;
        }

        if (first == last)
        {
            if (Array.IndexOf(bytes, (byte)0, start, end - start) >= 0)
            {
                found.Add(new SlowLine(start, end - start, BadLineReason.NulRun));
            }

            return;
        }

        while (first < last)
        {
            var line = bytes[first] == '{' ? ReadObject(bytes, first, last) : new SlowLine(first, last - first, BadLineReason.NotAnObject);
            found.Add(line);
            first += line.Length;
            while (first < last && IsBlank(bytes[first]))
            {
                first++;
            }
        }
    }

    private static SlowLine ReadObject(byte[] bytes, int start, int end)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(start, end - start), s_options);
            using var document = JsonDocument.ParseValue(ref reader);
            var length = (int)reader.BytesConsumed;
            var root = document.RootElement;
            var type = SlowText.Find(root, "type", isLast: true) is { ValueKind: JsonValueKind.String } text ? Inside(text) : "";
            var payload = SlowText.Find(root, "payload", isLast: true) is { } value ? Raw(value) : "";
            if (type.Length == 0 || payload.Length == 0)
            {
                return new SlowLine(start, length, BadLineReason.UnknownEnvelope);
            }

            return new SlowLine(
                start,
                length,
                BadLineReason.None,
                SlowText.Find(root, "timestamp", isLast: true) is { ValueKind: JsonValueKind.String } time && SlowTime.TryRead(Inside(time), out var milliseconds) ? milliseconds : Line.NoTimestamp,
                SlowText.Find(root, "ordinal", isLast: true) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var ordinal) && ordinal >= 0 ? ordinal : Line.NoOrdinal,
                type,
                payload,
                SlowText.Find(root, "metadata", isLast: true) is { } metadata ? Raw(metadata) : "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new SlowLine(start, end - start, BadLineReason.Malformed);
        }
    }

    /// <summary>The value as it stands in the line, byte by byte: bytes that are no UTF-8 keep their number.</summary>
    internal static string Raw(JsonElement value) => Encoding.Latin1.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));

    private static string Inside(JsonElement text) => Raw(text)[1..^1];

    private static bool IsBlank(byte value) => value is 0 or (byte)' ' or (byte)'\t' or (byte)'\r';
}
