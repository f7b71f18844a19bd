using System;

namespace ThreadStore.Projection;

/// <content>The texts: inline up to a fixed room, else the place of the line that holds them.</content>
internal sealed partial class ThreadDelta
{
    private readonly byte[] _bytes = new byte[TextFacts.TotalCapacity];
    private readonly TextPlace[] _places = new TextPlace[TextFacts.Count];
    private byte[] _held = [];

    /// <summary>Where the text is; meaningful while its bit is present.</summary>
    public ref readonly TextPlace Place(TextFact fact) => ref _places[(int)fact];

    /// <summary>The text itself while it lies within the delta; empty when it was cleared or lies in the log.</summary>
    public ReadOnlySpan<byte> Inline(TextFact fact)
    {
        ref readonly var place = ref Place(fact);
        return place.Form == TextForm.Inline ? _bytes.AsSpan(TextFacts.Start(fact), place.Length) : default;
    }

    /// <summary>The room to write a text into before <see cref="SetInline"/>; it destroys the text that was there.</summary>
    public Span<byte> Room(TextFact fact) => _bytes.AsSpan(TextFacts.Start(fact), TextFacts.Capacity(fact));

    /// <summary>The first bytes of the room are the text.</summary>
    public void SetInline(TextFact fact, int length) => Set(fact, new TextPlace(TextForm.Inline, 0, length));

    /// <summary>The text lies in the line at that place of the log.</summary>
    public void SetInLog(TextFact fact, long lineOffset, int lineLength) => Set(fact, new TextPlace(TextForm.InLog, lineOffset, lineLength));

    /// <summary>The text that is <see cref="TextForm.Held"/>; one fact at most is.</summary>
    public ReadOnlySpan<byte> Held => _held;

    /// <summary>The text lies in another log; it replaces what this one gave.</summary>
    public void SetText(TextFact fact, byte[] text)
    {
        if (text.Length <= TextFacts.Capacity(fact))
        {
            text.CopyTo(Room(fact));
            SetInline(fact, text.Length);
        }
        else
        {
            _held = text;
            Set(fact, new TextPlace(TextForm.Held, 0, text.Length));
        }
    }

    /// <summary>The text was explicitly cleared.</summary>
    public void SetCleared(TextFact fact) => Set(fact, new TextPlace(TextForm.Cleared, 0, 0));

    private void Set(TextFact fact, TextPlace place)
    {
        _places[(int)fact] = place;
        Present |= TextFacts.Bit(fact);
    }

    private void CopyText(TextFact fact, ThreadDelta from)
    {
        from.Inline(fact).CopyTo(Room(fact));
        Set(fact, from.Place(fact));
        if (from.Place(fact).Form == TextForm.Held)
        {
            _held = from._held;
        }
    }
}
