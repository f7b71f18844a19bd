using System;
using ThreadStore.Items;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>Texts of every rule, with so little room that most of them travel as the place of their line.</summary>
[ThreadProjection("narrow")]
internal partial struct NarrowFacts
{
    [Fact(Rule.First, Room = 8)]
    [From("turn_context:a")]
    [From("turn_context:b")]
    public partial Utf8Text FirstOfTwo { get; }

    [Fact(Rule.First, Room = 8)]
    [From("turn_context:a")]
    [From("turn_context:b", Replaces = true)]
    public partial Utf8Text ReplacedAfter { get; }

    [Fact(Rule.First, Room = 8)]
    [From("turn_context:b", Replaces = true)]
    [From("turn_context:a")]
    public partial Utf8Text ReplacedBefore { get; }

    [Fact(Rule.Last, Room = 8)]
    [From("turn_context:a")]
    [From("turn_context:b")]
    public partial Utf8Text LastOfTwo { get; }

    [Fact(Rule.Last, Clearable = true, Room = 8)]
    [From("turn_context:a", Clears = true)]
    [From("turn_context:b", Clears = true)]
    public partial Utf8Text Cleared { get; }

    [Fact(Rule.Explicit, Clearable = true, Room = 8)]
    [From("turn_context:b", Clears = true)]
    [From("turn_context:a", Clears = true)]
    public partial Utf8Text Newest { get; }

    [Fact(Rule.First, Via = nameof(Mark), Room = 8)]
    [From("turn_context:parts[k=v].text")]
    [From("turn_context:a")]
    public partial Utf8Text Parts { get; }

    [Fact(Rule.First, Room = 8)]
    [From("turn_context:a")]
    [From("turn_context:parts[].text", Replaces = true)]
    public partial Utf8Text ReplacedByParts { get; }

    [Fact(Rule.Last, Raw = true, Room = 8)]
    [From("turn_context:parts")]
    public partial Utf8Text RawParts { get; }

    [Fact(Rule.Last, Room = 8)]
    public partial Utf8Text Observed { get; }

    [Observe("turn_context")]
    private static void OnContext(ref JsonCursor payload, ref Delta delta)
    {
        JsonSlice a = default, b = default;
        while (payload.NextProperty())
        {
            if (payload.NameEquals("a"u8))
            {
                a = payload.Take();
            }
            else if (payload.NameEquals("b"u8))
            {
                b = payload.Take();
            }
        }

        delta.SetObserved(a);
        if (b.IsNull)
        {
            throw new InvalidOperationException("the host's own mistake");
        }
    }

    // Throws a text away that begins with an x.
    private static int Mark(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text[0] == (byte)'x')
        {
            return 0;
        }

        text.CopyTo(destination);
        destination[..text.Length].Replace((byte)'l', (byte)'L');
        return text.Length;
    }
}

/// <summary>As <see cref="NarrowFacts"/>, with room for all of them.</summary>
[ThreadProjection("wide")]
internal partial struct WideFacts
{
    [Fact(Rule.First)]
    [From("turn_context:a")]
    [From("turn_context:b")]
    public partial Utf8Text FirstOfTwo { get; }

    [Fact(Rule.First)]
    [From("turn_context:a")]
    [From("turn_context:b", Replaces = true)]
    public partial Utf8Text ReplacedAfter { get; }

    [Fact(Rule.First)]
    [From("turn_context:b", Replaces = true)]
    [From("turn_context:a")]
    public partial Utf8Text ReplacedBefore { get; }

    [Fact(Rule.Last)]
    [From("turn_context:a")]
    [From("turn_context:b")]
    public partial Utf8Text LastOfTwo { get; }

    [Fact(Rule.Last, Clearable = true)]
    [From("turn_context:a", Clears = true)]
    [From("turn_context:b", Clears = true)]
    public partial Utf8Text Cleared { get; }

    [Fact(Rule.Explicit, Clearable = true)]
    [From("turn_context:b", Clears = true)]
    [From("turn_context:a", Clears = true)]
    public partial Utf8Text Newest { get; }

    [Fact(Rule.First, Via = nameof(Mark))]
    [From("turn_context:parts[k=v].text")]
    [From("turn_context:a")]
    public partial Utf8Text Parts { get; }

    [Fact(Rule.First)]
    [From("turn_context:a")]
    [From("turn_context:parts[].text", Replaces = true)]
    public partial Utf8Text ReplacedByParts { get; }

    [Fact(Rule.Last, Raw = true)]
    [From("turn_context:parts")]
    public partial Utf8Text RawParts { get; }

    [Fact(Rule.Last)]
    public partial Utf8Text Observed { get; }

    [Observe("turn_context")]
    private static void OnContext(ref JsonCursor payload, ref Delta delta)
    {
        JsonSlice a = default, b = default;
        while (payload.NextProperty())
        {
            if (payload.NameEquals("a"u8))
            {
                a = payload.Take();
            }
            else if (payload.NameEquals("b"u8))
            {
                b = payload.Take();
            }
        }

        delta.SetObserved(a);
        if (b.IsNull)
        {
            throw new InvalidOperationException("the host's own mistake");
        }
    }

    // Throws a text away that begins with an x.
    private static int Mark(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text[0] == (byte)'x')
        {
            return 0;
        }

        text.CopyTo(destination);
        destination[..text.Length].Replace((byte)'l', (byte)'L');
        return text.Length;
    }
}
