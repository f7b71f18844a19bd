using System;
using System.Text.Json;
using ThreadStore.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>
/// Where the observers of one line put what they found: into a delta, or, when a text is read again for binding, that one text into
/// rented memory.
/// </summary>
internal ref struct FactSink
{
    /// <summary>Texts are cut here, so that no row can become too large to be bound.</summary>
    public const int MaxText = 1 << 20;

    private readonly ThreadDelta? _delta;
    private readonly FactMask _wanted;
    private byte[]? _captured;
    private int _capturedLength;

    /// <summary>Puts a line's facts into the delta, but for the first values that are settled or that the delta has.</summary>
    public FactSink(in Line line, ThreadDelta delta, FactMask settled)
    {
        Line = line;
        Id = delta.Id;
        _delta = delta;
        _wanted = ~((settled | delta.Present) & FactMask.First);
    }

    /// <summary>Captures one text of a line.</summary>
    public FactSink(in Line line, ThreadId id, TextFact captured)
    {
        Line = line;
        Id = id;
        _wanted = TextFacts.Bit(captured);
    }

    /// <summary>The line that is being observed.</summary>
    public Line Line { get; }

    /// <summary>The thread whose log the line is of.</summary>
    public ThreadId Id { get; }

    /// <summary>The text that was captured, cut at the cap; valid until <see cref="Dispose"/>.</summary>
    public readonly ReadOnlySpan<byte> Captured => Cap(_captured.AsSpan(0, _capturedLength));

    /// <summary>True when any of these facts is still of use.</summary>
    public readonly bool Wants(FactMask facts) => (_wanted & facts) != FactMask.None;

    /// <summary>A string that is not empty; anything else changes nothing.</summary>
    public void Text(TextFact fact, JsonSlice slice)
    {
        if (slice.IsString && Wants(TextFacts.Bit(fact)))
        {
            Decode(fact, slice);
        }
    }

    /// <summary>The raw JSON of a value that is not null; one above the cap would be no JSON when cut, and is left out.</summary>
    public void Raw(TextFact fact, JsonSlice slice)
    {
        if (slice.Type is not (JsonTokenType.None or JsonTokenType.Null)
            && slice.RawLength <= MaxText && Wants(TextFacts.Bit(fact)))
        {
            Decode(fact, slice.AsRaw());
        }
    }

    /// <summary>A string as its text, an object as its raw JSON.</summary>
    public void TextOrRaw(TextFact fact, JsonSlice slice)
    {
        if (slice.IsString)
        {
            Text(fact, slice);
        }
        else if (slice.Type == JsonTokenType.StartObject)
        {
            Raw(fact, slice);
        }
    }

    /// <summary>A text that is already decoded.</summary>
    public void Decoded(TextFact fact, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !Wants(TextFacts.Bit(fact)))
        {
            return;
        }

        if (_delta is null)
        {
            text.CopyTo(CaptureRoom(text.Length));
            _capturedLength = text.Length;
        }
        else if (text.Length <= TextFacts.Capacity(fact))
        {
            text.CopyTo(_delta.Room(fact));
            _delta.SetInline(fact, text.Length);
        }
        else
        {
            _delta.SetInLog(fact, Line.Offset, Line.Text.Length);
        }
    }

    /// <summary>An explicit clear.</summary>
    public readonly void Clear(TextFact fact) => _delta?.SetCleared(fact);

    /// <summary>A name given at the line's time; null and empty clear it. The newest time wins, and the later line at equal times.</summary>
    public void Name(JsonSlice slice)
    {
        var at = Line.TimestampMs == Line.NoTimestamp ? 0 : Line.TimestampMs;
        if (!(slice.IsString || slice.IsNull) || (_delta is not null && _delta.Has(FactMask.Name) && at < _delta.NameAtMs))
        {
            return;
        }

        _delta?.SetNameAt(at);
        ClearableText(TextFact.Name, slice);
    }

    /// <summary>A string replaces, null and empty clear, anything else changes nothing.</summary>
    public void ClearableText(TextFact fact, JsonSlice slice)
    {
        if (slice.IsNull || (slice.IsString && slice.Bytes.IsEmpty))
        {
            Clear(fact);
        }
        else if (fact == TextFact.GitOriginUrl)
        {
            OriginUrlText(slice);
        }
        else
        {
            Text(fact, slice);
        }
    }

    /// <summary>A repository's address, without credentials.</summary>
    public void OriginUrlText(JsonSlice slice)
    {
        if (!slice.IsString || !Wants(FactMask.GitOriginUrl))
        {
            return;
        }

        var rented = Scratch.Rent(slice.Bytes.Length * 3);
        var length = JsonText.Decode(slice, rented);
        Decoded(TextFact.GitOriginUrl, rented.AsSpan(0, OriginUrl.StripCredentials(rented.AsSpan(0, length))));
        Scratch.Return(rented);
    }

    public readonly void CreatedAt(long timestampMs)
    {
        if (_delta is not null && Wants(FactMask.CreatedAt))
        {
            _delta.SetCreatedAt(timestampMs);
        }
    }

    public readonly void TurnStarted()
    {
        if (Line.TimestampMs != Line.NoTimestamp)
        {
            _delta?.RaiseTurnAt(Line.TimestampMs);
        }
    }

    public readonly void TokensUsed(long total) => _delta?.SetTokensUsed(Math.Max(0, total));

    /// <summary>The parent's prefix that a fork continues.</summary>
    public void HistoryBase(JsonSlice thread, long end)
    {
        if (thread.IsString && !thread.Bytes.IsEmpty)
        {
            _delta?.SetHistoryBaseEnd(end);
            Text(TextFact.HistoryBaseThreadId, thread);
        }
    }

    /// <summary>Gives captured memory back.</summary>
    public void Dispose()
    {
        if (_captured is { } captured)
        {
            _captured = null;
            Scratch.Return(captured);
        }
    }

    private static ReadOnlySpan<byte> Cap(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxText)
        {
            return text;
        }

        // Not within a character: its first byte is no continuation byte.
        var end = MaxText;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }

    private void Decode(TextFact fact, JsonSlice slice)
    {
        if (_delta is null)
        {
            _capturedLength = JsonText.Decode(slice, CaptureRoom(slice.Bytes.Length));
            if (_capturedLength > _captured!.Length)
            {
                // Escapes shrink a text; only broken bytes make it longer.
                _capturedLength = JsonText.Decode(slice, CaptureRoom(_capturedLength));
            }

            return;
        }

        var length = JsonText.Decode(slice, _delta.Room(fact));
        if (length > TextFacts.Capacity(fact))
        {
            _delta.SetInLog(fact, Line.Offset, Line.Text.Length);
        }
        else if (length > 0)
        {
            _delta.SetInline(fact, length);
        }
    }

    private Span<byte> CaptureRoom(int length)
    {
        Dispose();
        _captured = Scratch.Rent(length);
        return _captured;
    }
}
