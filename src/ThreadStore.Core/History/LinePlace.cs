using System;

namespace ThreadStore.History;

/// <summary>Where a line starts in a chain of logs; compares as the lines stand in the history.</summary>
/// <param name="Segment">Which of the logs, the oldest first.</param>
/// <param name="Offset">Where the line starts in it.</param>
internal readonly record struct LinePlace(int Segment, long Offset) : IComparable<LinePlace>
{
    public static bool operator <(LinePlace left, LinePlace right) => left.CompareTo(right) < 0;

    public static bool operator >(LinePlace left, LinePlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(LinePlace left, LinePlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LinePlace left, LinePlace right) => left.CompareTo(right) >= 0;

    public int CompareTo(LinePlace other) => Segment == other.Segment ? Offset.CompareTo(other.Offset) : Segment.CompareTo(other.Segment);
}
