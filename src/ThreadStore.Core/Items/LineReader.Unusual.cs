using System;
using System.Buffers;
using System.Text.Json;

namespace ThreadStore.Items;

/// <content>The slow path: other key orders and spacings, glued objects, NUL runs, and everything that is no line.</content>
internal ref partial struct LineReader
{
    private static readonly SearchValues<byte> s_notInPlainName = SearchValues.Create(NotInPlainName());

    // A line may nest deeper than a payload reader goes: it is still a line.
    private static readonly JsonReaderOptions s_lineOptions = new() { MaxDepth = 1024 };

    /// <summary>Reads one object that was a line before, without its LF; false when it no longer is one.</summary>
    public static bool TryReadObject(ReadOnlySpan<byte> text, long offset, out Line line) =>
        TryReadUsual(text, offset, out line)
        || (!text.IsEmpty && ReadObject(text, offset, out line, out var length) == BadLineReason.None && length == text.Length);

    /// <summary>Reads the object at <see cref="_next"/>; false when nothing is left of the line but blanks.</summary>
    private bool TryReadUnusual(int end, out Line line, out BadLineReason reason)
    {
        var isRest = _lineEnd >= 0;
        var lineStart = _next;
        var start = lineStart;
        while (start < end && IsBlank(_bytes[start]))
        {
            start++;
        }

        var last = isRest ? Math.Max(start, _textEnd) : end;
        while (last > start && IsBlank(_bytes[last - 1]))
        {
            last--;
        }

        var text = _bytes[start..last];
        if (text.IsEmpty)
        {
            FinishLine(end);
            line = Bad(lineStart, end);
            reason = BadLineReason.NulRun;
            return !isRest && line.Text.Contains((byte)0);
        }

        // The usual line with a CR after it or NULs before it.
        if (text.Length < end - lineStart && TryReadUsual(text, _fileOffset + start, out line))
        {
            FinishLine(end);
            reason = BadLineReason.None;
            return true;
        }

        reason = ReadObject(text, _fileOffset + start, out line, out var length);
        if (reason is BadLineReason.NotAnObject or BadLineReason.Malformed)
        {
            FinishLine(end);
            line = Bad(start, last);
            return true;
        }

        if (reason != BadLineReason.None)
        {
            line = Bad(start, start + length);
        }

        if (start + length == last)
        {
            FinishLine(end);
        }
        else
        {
            _next = start + length;
            _lineEnd = end;
            _textEnd = last;
        }

        return true;
    }

    private readonly Line Bad(int start, int end) => new()
    {
        Offset = _fileOffset + start,
        Text = _bytes[start..end],
        TimestampMs = Line.NoTimestamp,
        Ordinal = Line.NoOrdinal,
    };

    private static BadLineReason ReadObject(ReadOnlySpan<byte> text, long offset, out Line line, out int length)
    {
        line = default;
        length = 0;
        if (text[0] != '{')
        {
            return BadLineReason.NotAnObject;
        }

        try
        {
            var envelope = ReadEnvelope(text, out length);
            line = envelope.ToLine(text[..length], offset);
            return envelope.IsKnown ? BadLineReason.None : BadLineReason.UnknownEnvelope;
        }
        catch (Exception e) when (JsonObject.IsBadJson(e))
        {
            return BadLineReason.Malformed;
        }
    }

    private static Envelope ReadEnvelope(ReadOnlySpan<byte> text, out int length)
    {
        var envelope = new Envelope { TimestampMs = Line.NoTimestamp, Ordinal = Line.NoOrdinal };
        var reader = new Utf8JsonReader(text, s_lineOptions);
        reader.Read();

        // Of a key that comes twice the last one counts, readable or not.
        while (JsonObject.Next(ref reader))
        {
            if (IsNamed(ref reader, "timestamp"u8))
            {
                reader.Read();
                envelope.TimestampMs = reader.TokenType == JsonTokenType.String && TimestampText.TryParse(reader.ValueSpan, out var timestampMs)
                    ? timestampMs
                    : Line.NoTimestamp;
            }
            else if (IsNamed(ref reader, "ordinal"u8))
            {
                reader.Read();
                envelope.Ordinal = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var ordinal) && ordinal >= 0
                    ? ordinal
                    : Line.NoOrdinal;
            }
            else if (IsNamed(ref reader, "type"u8))
            {
                reader.Read();
                envelope.TypeName = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (IsNamed(ref reader, "payload"u8))
            {
                envelope.Payload = ReadRaw(ref reader, text);
                continue;
            }
            else if (IsNamed(ref reader, "metadata"u8))
            {
                envelope.Metadata = ReadRaw(ref reader, text);
                continue;
            }

            reader.Skip();
        }

        length = (int)reader.BytesConsumed;
        return envelope;
    }

    // Not by the reader's own comparison: that throws at half of a surrogate pair, which is a name like any other.
    private static bool IsNamed(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? JsonEscape.TextEquals(reader.ValueSpan, name) : reader.ValueSpan.SequenceEqual(name);

    private static ReadOnlySpan<byte> ReadRaw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return text[start..(int)reader.BytesConsumed];
    }

    private static bool IsBlank(byte value) => value is 0 or (byte)' ' or (byte)'\t' or (byte)'\r';

    private static byte[] NotInPlainName()
    {
        var bytes = new byte[33];
        for (var i = 0; i < 32; i++)
        {
            bytes[i] = (byte)i;
        }

        bytes[32] = (byte)'\\';
        return bytes;
    }

    private ref struct Envelope
    {
        public long TimestampMs;
        public long Ordinal;
        public ReadOnlySpan<byte> TypeName;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Metadata;

        public readonly bool IsKnown => !TypeName.IsEmpty && !Payload.IsEmpty;

        public readonly Line ToLine(ReadOnlySpan<byte> text, long offset) => new()
        {
            Offset = offset,
            Text = text,
            TimestampMs = TimestampMs,
            Ordinal = Ordinal,
            Kind = ItemKinds.FromName(TypeName),
            TypeName = TypeName,
            Payload = Payload,
            Metadata = Metadata,
        };
    }
}
