using System;

namespace ThreadStore.Projection;

/// <content>The texts.</content>
public sealed partial class FactBlock
{
    /// <summary>Where the text is; meaningful while its fact is there and not cleared.</summary>
    internal ref readonly TextPlace Place(int text) => ref _places[text];

    /// <summary>The text itself while it lies within the delta; empty when it lies in the log.</summary>
    internal ReadOnlySpan<byte> Inline(int text)
    {
        ref readonly var place = ref Place(text);
        return place.Form == TextForm.Inline ? _bytes.AsSpan(_layout.Start(text), place.Length) : default;
    }

    /// <summary>The text that is <see cref="TextForm.Held"/>; one fact at most is.</summary>
    internal ReadOnlySpan<byte> Held => _held;

    /// <summary>The room to write a text into before <see cref="SetInline"/>; it destroys the text that was there.</summary>
    internal Span<byte> Room(int text) => _bytes.AsSpan(_layout.Start(text), _layout.Room(text));

    /// <summary>The first bytes of the room are the text.</summary>
    internal void SetInline(int fact, int text, int length) => SetPlace(fact, text, new TextPlace(TextForm.Inline, 0, length));

    /// <summary>The text lies in the line at that place of the log.</summary>
    internal void SetInLog(int fact, int text, long lineOffset, int lineLength) =>
        SetPlace(fact, text, new TextPlace(TextForm.InLog, lineOffset, lineLength));

    /// <summary>The text lies in another log; it replaces what this one gave.</summary>
    internal void SetHeld(int fact, int text, byte[] utf8)
    {
        if (utf8.Length <= _layout.Room(text))
        {
            utf8.CopyTo(Room(text));
            SetInline(fact, text, utf8.Length);
        }
        else
        {
            _held = utf8;
            SetPlace(fact, text, new TextPlace(TextForm.Held, 0, utf8.Length));
        }
    }

    private void SetPlace(int fact, int text, TextPlace place)
    {
        _places[text] = place;
        SetPresent(fact);
    }

    private void CopyText(int fact, int text, FactBlock from)
    {
        if (from.IsCleared(fact))
        {
            SetCleared(fact);
            return;
        }

        from.Inline(text).CopyTo(Room(text));
        SetPlace(fact, text, from.Place(text));
        if (from.Place(text).Form == TextForm.Held)
        {
            _held = from._held;
        }
    }
}
