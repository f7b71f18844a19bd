using System;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>An instant to the millisecond, as lines and rows hold it.</summary>
/// <param name="UnixMilliseconds">Milliseconds since the Unix epoch.</param>
public readonly record struct Timestamp(long UnixMilliseconds) : IComparable<Timestamp>
{
    /// <summary>True when the first is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.UnixMilliseconds < right.UnixMilliseconds;

    /// <summary>True when the first is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.UnixMilliseconds > right.UnixMilliseconds;

    /// <summary>True when the first is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.UnixMilliseconds <= right.UnixMilliseconds;

    /// <summary>True when the first is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.UnixMilliseconds >= right.UnixMilliseconds;

    /// <summary>The instant of that many milliseconds since the Unix epoch.</summary>
    public static Timestamp FromUnixMilliseconds(long milliseconds) => new(milliseconds);

    /// <summary>The instant as .NET has it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside the years 0001 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds);

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixMilliseconds.CompareTo(other.UnixMilliseconds);

    /// <summary>The instant as lines hold it: ISO 8601, UTC, to the millisecond.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TimestampText.Length];
        TimestampText.Format(text, UnixMilliseconds);
        return Encoding.ASCII.GetString(text);
    }
}
