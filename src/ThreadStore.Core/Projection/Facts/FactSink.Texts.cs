using System;
using System.Text.Json;
using ThreadStore.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>Texts.</content>
public ref partial struct FactSink
{
    /// <summary>Texts are cut here, so that no row can become too large to be bound.</summary>
    internal const int MaxText = 1 << 20;

    /// <summary>The text that was captured, cut at the cap; valid until <see cref="Dispose"/>.</summary>
    internal readonly ReadOnlySpan<byte> Captured => Cap(_capture.AsSpan(0, _captureLength));

    /// <summary>First and Last: a string that is not empty; anything else changes nothing.</summary>
    public void SetText(int fact, int text, scoped JsonSlice value)
    {
        if (value.IsString && Wants(1UL << fact))
        {
            Decode(fact, text, value);
        }
    }

    /// <summary>First and Last: a text that is already decoded; an empty one changes nothing.</summary>
    public void SetText(int fact, int text, scoped ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty && Wants(1UL << fact))
        {
            Store(fact, text, utf8);
        }
    }

    private void Store(int fact, int text, scoped ReadOnlySpan<byte> utf8)
    {
        if (_block is null)
        {
            utf8.CopyTo(CaptureRoom(utf8.Length));
            _captureLength = utf8.Length;
        }
        else if (utf8.Length <= _block.Layout.Room(text))
        {
            utf8.CopyTo(_block.Room(text));
            _block.SetInline(fact, text, utf8.Length);
        }
        else
        {
            SetInLog(fact, text);
        }
    }

    /// <summary>The raw JSON of a value that is not null; one above the cap would be no JSON when cut, and is left out.</summary>
    public void SetRaw(int fact, int text, scoped JsonSlice value)
    {
        if (value.Type is not (JsonTokenType.None or JsonTokenType.Null) && value.RawLength <= MaxText && Wants(1UL << fact) && IsWhole(value))
        {
            Decode(fact, text, value.AsRaw());
        }
    }

    /// <summary>A string as its text, an object as its raw JSON; anything else changes nothing.</summary>
    public void SetTextOrObject(int fact, int text, scoped JsonSlice value)
    {
        if (value.IsString)
        {
            SetText(fact, text, value);
        }
        else if (value.Type == JsonTokenType.StartObject)
        {
            SetRaw(fact, text, value);
        }
    }

    /// <summary>First: a string that is not empty, whatever came first.</summary>
    public void ReplaceText(int fact, int text, scoped JsonSlice value)
    {
        if (!value.IsString || value.Bytes.IsEmpty || (_block is null && fact != _captured))
        {
            return;
        }

        Decode(fact, text, value);
        _block?.SetReplaced(fact);
    }

    /// <summary>Last: a string replaces, null and the empty string clear, anything else changes nothing.</summary>
    public void SetOrClearText(int fact, int text, scoped JsonSlice value)
    {
        if (IsClear(value))
        {
            _block?.SetCleared(fact);
        }
        else
        {
            SetText(fact, text, value);
        }
    }

    /// <summary>
    /// Explicit: a string, or a clear, as the value of the line's time; the newest time wins, and the later line at equal times.
    /// </summary>
    public void SetNewestText(int fact, int text, scoped JsonSlice value, bool clears)
    {
        var isClear = IsClear(value);
        if ((isClear ? !clears : !value.IsString) || (_block is not null && !TryMoveTime(fact)))
        {
            return;
        }

        if (isClear)
        {
            _block?.SetCleared(fact);
        }
        else
        {
            SetText(fact, text, value);
        }
    }

    /// <summary>Begins a text of several parts; false when it is not wanted.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="text">The fact's place among the texts.</param>
    /// <param name="replaces">The text stands whatever came first.</param>
    public bool BeginParts(int fact, int text, bool replaces)
    {
        _partsFact = (byte)fact;
        _partsText = (byte)text;
        return (replaces && (_block is not null || fact == _captured)) || Wants(1UL << fact);
    }

    /// <summary>Adds a part; anything but a string is left out.</summary>
    public void AddPart(scoped JsonSlice value)
    {
        if (value.IsString)
        {
            _parts.Append(value);
        }
    }

    /// <summary>Forgets the parts: what was still to come is not JSON, and half a text is none.</summary>
    public void DropParts() => _parts.Dispose();

    /// <summary>The parts together are the text, unless they are empty.</summary>
    /// <param name="replaces">The text stands whatever came first.</param>
    public void EndParts(bool replaces)
    {
        if (!_parts.Text.IsEmpty)
        {
            Store(_partsFact, _partsText, _parts.Text);
            if (replaces)
            {
                _block?.SetReplaced(_partsFact);
            }
        }

        _parts.Dispose();
    }

    /// <summary>Gives captured memory back.</summary>
    internal void Dispose()
    {
        if (_capture is { } capture)
        {
            _capture = null;
            _captureLength = 0;
            Scratch.Return(capture);
        }
    }

    // The cursor passes over what is inside a container; who stores it raw must know that it is JSON.
    private static bool IsWhole(scoped JsonSlice value) =>
        value.Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || PayloadCheck.IsValid(value.Bytes);

    private static bool IsClear(scoped JsonSlice value) => value.IsNull || (value.IsString && value.Bytes.IsEmpty);

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

    private readonly void SetInLog(int fact, int text) => _block!.SetInLog(fact, text, _lineOffset, _lineLength);

    private void Decode(int fact, int text, scoped JsonSlice value)
    {
        if (_block is null)
        {
            if (value.Bytes.IsEmpty)
            {
                // It changed nothing when it was observed.
                return;
            }

            _captureLength = JsonText.Decode(value, CaptureRoom(value.Bytes.Length));
            if (_captureLength > _capture!.Length)
            {
                // Escapes shrink a text; only broken bytes make it longer.
                _captureLength = JsonText.Decode(value, CaptureRoom(_captureLength));
            }

            return;
        }

        var length = JsonText.Decode(value, _block.Room(text));
        if (length > _block.Layout.Room(text))
        {
            SetInLog(fact, text);
        }
        else if (length > 0)
        {
            _block.SetInline(fact, text, length);
        }
    }

    private Span<byte> CaptureRoom(int length)
    {
        Dispose();
        _capture = Scratch.Rent(length);
        return _capture;
    }
}
