using System;

namespace ThreadStore.Queries;

/// <summary>A place in a list beside one of its threads, and the way on from there.</summary>
/// <param name="IsUndated">The thread has no value for what orders the list: those come last, in both directions.</param>
/// <param name="Key">The value that orders the list.</param>
/// <param name="Id">The thread beside the place.</param>
/// <param name="IsBackward">On towards the start of the list.</param>
/// <param name="IsInclusive">The thread beside the place is the first one that is met.</param>
internal readonly record struct ListPlace(bool IsUndated, long Key, ThreadId Id, bool IsBackward = false, bool IsInclusive = false)
{
    /// <summary>The same place, looked at in the other direction: what was met after it is not met now, and the other way round.</summary>
    public ListPlace TurnedRound => this with { IsBackward = !IsBackward, IsInclusive = !IsInclusive };

    /// <summary>Writes the bytes that <c>id &gt; …</c> or <c>id &lt; …</c> is compared with; gives their number.</summary>
    public int WriteBound(Span<byte> destination, bool isAscending)
    {
        Id.WriteBytes(destination);
        if (!IsInclusive)
        {
            return ThreadId.BinaryLength;
        }

        if (!isAscending)
        {
            // Between the id and whatever follows it: all are of one length.
            destination[ThreadId.BinaryLength] = 0;
            return ThreadId.BinaryLength + 1;
        }

        // The id before it; before the first one there are no bytes.
        for (var i = ThreadId.BinaryLength - 1; i >= 0; i--)
        {
            if (unchecked(destination[i]--) != 0)
            {
                return ThreadId.BinaryLength;
            }
        }

        return 0;
    }
}
