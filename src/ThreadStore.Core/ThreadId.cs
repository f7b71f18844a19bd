using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ThreadStore;

/// <summary>The identity of a thread: a UUID, version 7 when made here, written in the 36-character lower-case form.</summary>
public readonly struct ThreadId : IEquatable<ThreadId>, IComparable<ThreadId>
{
    /// <summary>The length of the text form in characters and in UTF-8 bytes.</summary>
    public const int TextLength = 36;

    /// <summary>The length of the binary form in bytes.</summary>
    public const int BinaryLength = 16;

    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    private readonly Guid _value;

    /// <summary>The UUID.</summary>
    internal Guid Value => _value;

    /// <summary>Wraps an existing UUID.</summary>
    public ThreadId(Guid value) => _value = value;

    /// <summary>Makes a new version 7 id whose leading 48 bits are the clock's milliseconds.</summary>
    public static ThreadId New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new ThreadId(Guid.CreateVersion7(clock.GetUtcNow()));
    }

    /// <summary>Reads the 36-character text form.</summary>
    /// <exception cref="InvalidRequestException">The text is not a UUID in that form.</exception>
    public static ThreadId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new InvalidRequestException($"not a thread id: {text}");

    /// <summary>Reads the 36-character text form; false when it is something else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ThreadId id)
    {
        id = default;
        return text is not null && TryParse(text.AsSpan(), out id);
    }

    /// <summary>Reads the 36-byte UTF-8 text form; false when it is something else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ThreadId id)
    {
        id = default;
        if (utf8.Length != TextLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[TextLength];
        return Encoding.ASCII.GetChars(utf8, text) == TextLength && TryParse(text, out id);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ThreadId id)
    {
        id = default;
        if (!IsCanonical(text) || !Guid.TryParseExact(text, "D", out var value))
        {
            return false;
        }

        id = new ThreadId(value);
        return true;
    }

    // The runtime also takes blanks around the digits, and within a group a sign or 0x: two texts for one id, and one of them in no file's name.
    private static bool IsCanonical(ReadOnlySpan<char> text) => text.Length == TextLength && text.IndexOfAnyExcept(s_idCharacters) < 0;

    /// <summary>Reads the 16-byte big-endian form, whose byte order is the order of the text form.</summary>
    public static ThreadId FromBytes(ReadOnlySpan<byte> bytes) => new(new Guid(bytes, bigEndian: true));

    /// <summary>Writes the 16-byte big-endian form.</summary>
    public void WriteBytes(Span<byte> destination) => _value.TryWriteBytes(destination, bigEndian: true, out _);

    /// <summary>Writes the 36-byte UTF-8 text form.</summary>
    public void Format(Span<byte> destination) => _value.TryFormat(destination, out _);

    /// <inheritdoc/>
    public bool Equals(ThreadId other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ThreadId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(ThreadId other)
    {
        Span<byte> mine = stackalloc byte[BinaryLength];
        Span<byte> theirs = stackalloc byte[BinaryLength];
        WriteBytes(mine);
        other.WriteBytes(theirs);
        return mine.SequenceCompareTo(theirs);
    }

    /// <summary>The 36-character text form.</summary>
    public override string ToString() => _value.ToString("D");

    /// <summary>True when both are the same id.</summary>
    public static bool operator ==(ThreadId left, ThreadId right) => left.Equals(right);

    /// <summary>True when the ids differ.</summary>
    public static bool operator !=(ThreadId left, ThreadId right) => !left.Equals(right);

    /// <summary>Orders ids as their text forms order.</summary>
    public static bool operator <(ThreadId left, ThreadId right) => left.CompareTo(right) < 0;

    /// <summary>Orders ids as their text forms order.</summary>
    public static bool operator >(ThreadId left, ThreadId right) => left.CompareTo(right) > 0;

    /// <summary>Orders ids as their text forms order.</summary>
    public static bool operator <=(ThreadId left, ThreadId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders ids as their text forms order.</summary>
    public static bool operator >=(ThreadId left, ThreadId right) => left.CompareTo(right) >= 0;
}
