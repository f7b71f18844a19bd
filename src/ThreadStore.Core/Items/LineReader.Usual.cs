using System;

namespace ThreadStore.Items;

/// <content>The fast path: lines in the key order and spacing that every writer uses.</content>
internal ref partial struct LineReader
{
    private const int MaxOrdinalDigits = 18;

    private static ReadOnlySpan<byte> Head => "{\"timestamp\":\""u8;

    private static ReadOnlySpan<byte> MetadataKey => ",\"metadata\":{"u8;

    private static bool TryReadUsual(ReadOnlySpan<byte> text, long offset, out Line line)
    {
        line = default;
        if (text.Length < 48 || !text.StartsWith(Head) || text[^1] != '}' || text[^2] != '}')
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
            return false;
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
    /// Splits what lies between the payload's brace and the line's last brace: an object, or two with the key of the second between them.
    /// False for anything else, be it a further key, a second line glued to this one, or no JSON: the real reader decides.
    /// </summary>
    private static bool TrySplitMetadata(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> metadata)
    {
        payload = body;
        metadata = default;
        var end = ObjectEnd(body, 0);
        if (end == body.Length)
        {
            return true;
        }

        if (end < 0 || !body[end..].StartsWith(MetadataKey))
        {
            return false;
        }

        var start = end + MetadataKey.Length - 1;
        payload = body[..end];
        metadata = body[start..];
        return ObjectEnd(body, start) == body.Length;
    }

    private static int ObjectEnd(ReadOnlySpan<byte> body, int at) => JsonSkipper.Skip(body, at, JsonSkipper.MaxDepth, JsonSkipper.Best);
}
