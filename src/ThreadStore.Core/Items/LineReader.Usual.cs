using System;

namespace ThreadStore.Items;

/// <content>The fast path: lines in the key order and spacing that every writer uses.</content>
internal ref partial struct LineReader
{
    private const int MaxOrdinalDigits = 18;
    private const int MaxMetadataCandidates = 4;

    private static ReadOnlySpan<byte> Head => "{\"timestamp\":\""u8;

    private static ReadOnlySpan<byte> MetadataKey => "},\"metadata\":{"u8;

    private static bool TryReadUsual(ReadOnlySpan<byte> text, long offset, out Line line)
    {
        line = default;
        if (text.Length < 48 || !text.StartsWith(Head) || text[^1] != '}' || text[^2] != '}')
        {
            return false;
        }

        // A second envelope within the line: a glued line, or an object that happens to start alike. The real reader decides.
        if (text[1..].IndexOf(Head) >= 0)
        {
            return false;
        }

        var at = Head.Length;
        var length = text[at + TimestampText.Length] == '"' ? TimestampText.Length : text[at..].IndexOf((byte)'"');
        if (length < 0)
        {
            return false;
        }

        if (!TimestampText.TryParse(text.Slice(at, length), out var timestampMs))
        {
            timestampMs = Line.NoTimestamp;
        }

        at += length + 1;
        if (!TryReadOrdinal(text, ref at, out var ordinal) || !text[at..].StartsWith(",\"type\":\""u8))
        {
            return false;
        }

        at += 9;
        length = text[at..].IndexOf((byte)'"');
        if (length <= 0)
        {
            return false;
        }

        var name = text.Slice(at, length);
        var kind = ItemKinds.FromName(name);
        at += length;
        if ((kind == ItemKind.Unknown && name.ContainsAny(s_notInPlainName)) || !text[at..].StartsWith("\",\"payload\":{"u8))
        {
            return false;
        }

        at += 12;
        if (!TrySplitMetadata(text[at..^1], out var payload, out var metadata))
        {
            return false;
        }

        line = new Line
        {
            Offset = offset,
            Text = text,
            TimestampMs = timestampMs,
            Ordinal = ordinal,
            Kind = kind,
            TypeName = name,
            Payload = payload,
            Metadata = metadata,
        };
        return true;
    }

    private static bool TryReadOrdinal(ReadOnlySpan<byte> text, ref int at, out long ordinal)
    {
        ordinal = Line.NoOrdinal;
        if (!text[at..].StartsWith(",\"ordinal\":"u8))
        {
            return true;
        }

        at += 11;
        var digits = 0;
        ordinal = 0;
        while (digits < MaxOrdinalDigits && char.IsAsciiDigit((char)text[at + digits]))
        {
            ordinal = (ordinal * 10) + (text[at + digits] - '0');
            digits++;
        }

        // No digits, or a leading zero: the real reader says what that is. A digit too many fails at the key that must follow.
        var isPlain = digits == 1 || (digits > 1 && text[at] != '0');
        at += digits;
        return isPlain;
    }

    /// <summary>
    /// Splits what lies between the payload's brace and the line's last brace. Outside of strings the key is found by its bytes, as a
    /// quote within a string is escaped; the line's own metadata is the candidate whose object ends just there.
    /// False when that cannot be told cheaply.
    /// </summary>
    private static bool TrySplitMetadata(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> metadata)
    {
        payload = body;
        metadata = default;
        var before = body;
        for (var candidates = 0; candidates < MaxMetadataCandidates; candidates++)
        {
            var at = before.LastIndexOf(MetadataKey);
            if (at < 0)
            {
                return true;
            }

            var value = body[(at + MetadataKey.Length - 1)..];
            if (ObjectLength(value) == value.Length)
            {
                payload = body[..(at + 1)];
                metadata = value;
                return true;
            }

            before = body[..at];
        }

        return false;
    }

    /// <summary>The length of the object that the bytes start with; -1 when it does not end.</summary>
    private static int ObjectLength(ReadOnlySpan<byte> bytes)
    {
        var depth = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case (byte)'"':
                    at = StringEnd(bytes, at);
                    break;
                case (byte)'{':
                    depth++;
                    break;
                case (byte)'}' when --depth == 0:
                    return at + 1;
            }
        }

        return -1;
    }

    private static int StringEnd(ReadOnlySpan<byte> bytes, int quote)
    {
        for (var at = quote + 1; at < bytes.Length; at++)
        {
            var step = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                break;
            }

            at += step;
            if (bytes[at] == '"')
            {
                return at;
            }

            at++;
        }

        return bytes.Length;
    }
}
