using System;
using System.Numerics;

namespace ThreadStore.Tracing;

/// <summary>
/// The list of a <c>tracestate</c> header: what each vendor on the way wants to find again. It lies over the bytes that were parsed; nothing is
/// copied and nothing allocated.
/// </summary>
/// <remarks>
/// Valid is a list of at most 32 members, each <c>key=value</c> by the grammar of level 2; empty members and blanks around members are
/// skipped. A key that comes twice counts where it stands first, which is the newer one. One bad member makes the whole list invalid.
/// </remarks>
public readonly ref struct TraceState
{
    /// <summary>How many members a list may have.</summary>
    public const int MaxMembers = 32;

    /// <summary>The length up to which every participant should pass a list on.</summary>
    public const int PropagatedLength = 512;

    // Members above this length go first when a list is too long for its room.
    private const int LongMember = 128;

    private readonly ReadOnlySpan<byte> _list;

    private TraceState(ReadOnlySpan<byte> list, int count)
    {
        _list = list;
        Count = count;
    }

    /// <summary>How many members there are; of a key that comes twice the first.</summary>
    public int Count { get; }

    /// <summary>True when there is nothing to pass on.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>True when the list would be taken as it is.</summary>
    /// <param name="tracestate">The value in UTF-8.</param>
    public static bool IsValid(ReadOnlySpan<byte> tracestate) => TryParse(tracestate, out _);

    /// <summary>Reads a list. An empty one is valid; an invalid one is dropped as a whole, its <c>traceparent</c> is not.</summary>
    /// <param name="tracestate">The value in UTF-8; several headers joined by commas in the order in which they came.</param>
    /// <param name="state">The list; of an invalid value an empty one.</param>
    public static bool TryParse(ReadOnlySpan<byte> tracestate, out TraceState state)
    {
        state = default;
        var total = 0;
        var count = 0;
        var walk = new MemberWalk(tracestate);
        while (walk.MoveNext(out var text, out var at))
        {
            if (++total > MaxMembers || !TraceStateMember.TryRead(text, out var member))
            {
                return false;
            }

            count += MemberWalk.Holds(tracestate[..at], member.Key) ? 0 : 1;
        }

        state = new TraceState(tracestate, count);
        return true;
    }

    /// <summary>The members, newest first.</summary>
    public Enumerator GetEnumerator() => new(_list);

    /// <summary>Finds a vendor's value.</summary>
    /// <param name="key">The vendor's key.</param>
    /// <param name="value">What the vendor put there.</param>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        foreach (var member in this)
        {
            if (member.Key.SequenceEqual(key))
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Writes the list without blanks, empty members and repeated keys, and says how many bytes that took.</summary>
    /// <remarks>What does not fit is left out by W3C's rule: members above 128 bytes first, then from the right; a member is never cut.</remarks>
    /// <param name="destination">The room, normally of <see cref="PropagatedLength"/> bytes or more.</param>
    public int Format(Span<byte> destination) => Format([], destination, 0);

    /// <summary>Writes the list with a member of one's own in front, in place of an older one of that key.</summary>
    /// <param name="key">One's key.</param>
    /// <param name="value">One's value.</param>
    /// <param name="destination">The room; what of the others does not fit behind one's own is left out as by <see cref="Format(Span{byte})"/>.</param>
    /// <param name="bytesWritten">The bytes written.</param>
    /// <returns>False, with nothing written, when key or value are not valid or do not fit.</returns>
    public bool TryFormatWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        var own = key.Length + 1 + value.Length;
        if (!TraceStateMember.IsKey(key) || !TraceStateMember.IsValue(value) || own > destination.Length)
        {
            return false;
        }

        key.CopyTo(destination);
        destination[key.Length] = (byte)'=';
        value.CopyTo(destination[(key.Length + 1)..]);
        bytesWritten = Format(key, destination, own);
        return true;
    }

    // Behind what is written already, if anything; returns the end.
    private int Format(ReadOnlySpan<byte> without, Span<byte> destination, int written)
    {
        Span<int> lengths = stackalloc int[MaxMembers];
        var kept = Measure(without, lengths, isFirstTaken: written > 0);
        kept = DropUntilFits(kept, lengths, destination.Length - written, hasNeighbour: written > 0);
        var index = 0;
        foreach (var member in this)
        {
            if ((kept & (1u << index++)) == 0)
            {
                continue;
            }

            if (written > 0)
            {
                destination[written++] = (byte)',';
            }

            member.Text.CopyTo(destination[written..]);
            written += member.Text.Length;
        }

        return written;
    }

    // The members that take part, as bits; with one's own in front only 31 others have room.
    private uint Measure(ReadOnlySpan<byte> without, Span<int> lengths, bool isFirstTaken)
    {
        var kept = 0u;
        var index = 0;
        var room = isFirstTaken ? MaxMembers - 1 : MaxMembers;
        foreach (var member in this)
        {
            lengths[index] = member.Text.Length;
            if (room > 0 && !member.Key.SequenceEqual(without))
            {
                kept |= 1u << index;
                room--;
            }

            index++;
        }

        return kept;
    }

    private static uint DropUntilFits(uint kept, ReadOnlySpan<int> lengths, int room, bool hasNeighbour)
    {
        while (kept != 0 && Total(kept, lengths, hasNeighbour) > room)
        {
            var last = BitOperations.Log2(kept);
            for (var i = last; i >= 0; i--)
            {
                if ((kept & (1u << i)) != 0 && lengths[i] > LongMember)
                {
                    last = i;
                    break;
                }
            }

            kept &= ~(1u << last);
        }

        return kept;
    }

    private static int Total(uint kept, ReadOnlySpan<int> lengths, bool hasNeighbour)
    {
        var total = BitOperations.PopCount(kept) - (hasNeighbour ? 0 : 1);
        for (var i = 0; i < lengths.Length; i++)
        {
            total += (kept & (1u << i)) != 0 ? lengths[i] : 0;
        }

        return total;
    }

    /// <summary>Walks the members of a valid list, newest first.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _list;
        private MemberWalk _walk;
        private TraceStateMember _current;

        internal Enumerator(ReadOnlySpan<byte> list)
        {
            _list = list;
            _walk = new MemberWalk(list);
        }

        /// <summary>The member at hand.</summary>
        public readonly TraceStateMember Current => _current;

        /// <summary>Goes on to the next member that is not a repetition.</summary>
        public bool MoveNext()
        {
            while (_walk.MoveNext(out var text, out var at))
            {
                if (TraceStateMember.TryRead(text, out _current) && !MemberWalk.Holds(_list[..at], _current.Key))
                {
                    return true;
                }
            }

            return false;
        }
    }

    // Cuts at commas, strips blanks, skips what is empty.
    private ref struct MemberWalk(ReadOnlySpan<byte> list)
    {
        private readonly ReadOnlySpan<byte> _list = list;
        private int _at;

        public static bool Holds(ReadOnlySpan<byte> list, ReadOnlySpan<byte> key)
        {
            var walk = new MemberWalk(list);
            while (walk.MoveNext(out var text, out _))
            {
                if (text.Length > key.Length && text[key.Length] == (byte)'=' && text.StartsWith(key))
                {
                    return true;
                }
            }

            return false;
        }

        public bool MoveNext(out ReadOnlySpan<byte> text, out int at)
        {
            while (_at < _list.Length)
            {
                at = _at;
                var rest = _list[_at..];
                var comma = rest.IndexOf((byte)',');
                text = (comma < 0 ? rest : rest[..comma]).Trim(" \t"u8);
                _at += comma < 0 ? rest.Length : comma + 1;
                if (!text.IsEmpty)
                {
                    return true;
                }
            }

            text = default;
            at = _list.Length;
            return false;
        }
    }
}
