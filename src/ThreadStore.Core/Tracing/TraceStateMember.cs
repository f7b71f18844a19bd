using System;

namespace ThreadStore.Tracing;

/// <summary>One entry of a <see cref="TraceState"/>: a vendor's key and what that vendor put there. Both lie in the bytes of the list.</summary>
public readonly ref struct TraceStateMember
{
    private const int MaxKeyLength = 256;
    private const int MaxValueLength = 256;

    private TraceStateMember(ReadOnlySpan<byte> text, int equals)
    {
        Text = text;
        Key = text[..equals];
        Value = text[(equals + 1)..];
    }

    /// <summary>The vendor's key.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>The vendor's value; blanks in front belong to it, blanks behind do not.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The whole of <c>key=value</c>.</summary>
    internal ReadOnlySpan<byte> Text { get; }

    /// <summary>Reads one member, without blanks around it. False: the grammar does not know it.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out TraceStateMember member)
    {
        member = default;
        var equals = text.IndexOf((byte)'=');
        if (equals < 0 || !IsKey(text[..equals]) || !IsValue(text[(equals + 1)..]))
        {
            return false;
        }

        member = new TraceStateMember(text, equals);
        return true;
    }

    /// <summary>The keys of level 2, which are those of level 1 with its limits on the two parts around the at sign taken away.</summary>
    internal static bool IsKey(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty || key.Length > MaxKeyLength || !IsLowerOrDigit(key[0]))
        {
            return false;
        }

        foreach (var one in key[1..])
        {
            if (!IsLowerOrDigit(one) && one is not ((byte)'_' or (byte)'-' or (byte)'*' or (byte)'/' or (byte)'@'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Printable ASCII without comma and equals sign, not ending in a blank.</summary>
    internal static bool IsValue(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > MaxValueLength || value[^1] == (byte)' ')
        {
            return false;
        }

        foreach (var one in value)
        {
            if (one is < 0x20 or > 0x7e or (byte)',' or (byte)'=')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLowerOrDigit(byte one) => one is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9');
}
