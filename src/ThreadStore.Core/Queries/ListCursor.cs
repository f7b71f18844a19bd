using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>The text form of a <see cref="ListPlace"/>: opaque to hosts, and good for one query of one home and schema only.</summary>
/// <remarks><code>
///  0         1       2       10          26         34
///  +---------+-------+-------+-----------+----------+
///  | version | flags | key   | thread id | checksum |   base64url of these 34 bytes, big-endian
///  +---------+-------+-------+-----------+----------+
///  flags: 0 undated, 1 backward, 2 inclusive. The checksum covers the bytes before it and the query's fingerprint.
/// </code></remarks>
internal static class ListCursor
{
    /// <summary>The characters of every cursor.</summary>
    public const int TextLength = 46;

    private const byte Version = 2;
    private const int Length = 34;
    private const int ChecksumOffset = 26;

    /// <summary>Writes the text form: <see cref="TextLength"/> bytes.</summary>
    public static void Write(Span<byte> utf8, in ListPlace place, ulong fingerprint)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        bytes[1] = (byte)((place.IsUndated ? 1 : 0) | (place.IsBackward ? 2 : 0) | (place.IsInclusive ? 4 : 0));
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], place.Key);
        place.Id.WriteBytes(bytes[10..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[ChecksumOffset..], Checksum(bytes, fingerprint));
        _ = Base64Url.EncodeToUtf8(bytes, utf8, out _, out _);
    }

    /// <summary>The text form as a string; null for no place.</summary>
    public static string? Format(ListPlace? place, ulong fingerprint)
    {
        if (place is not { } known)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[TextLength];
        Write(utf8, known, fingerprint);
        return Encoding.ASCII.GetString(utf8);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="InvalidRequestException">The text is no cursor, or one of another query, home or schema.</exception>
    public static ListPlace Parse(string text, ulong fingerprint)
    {
        // The length first: a cursor is of one length, and the text is a stranger's.
        Span<byte> utf8 = stackalloc byte[TextLength];
        return text.Length == TextLength && Encoding.UTF8.TryGetBytes(text, utf8, out var written) && written == TextLength && TryParse(utf8, fingerprint, out var place)
            ? place
            : throw Invalid(text);
    }

    /// <summary>Reads the text form in UTF-8.</summary>
    /// <exception cref="InvalidRequestException">The text is no cursor, or one of another query, home or schema.</exception>
    public static ListPlace Parse(ReadOnlySpan<byte> utf8, ulong fingerprint) =>
        utf8.Length == TextLength && TryParse(utf8, fingerprint, out var place) ? place : throw Invalid(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 256)]));

    private static bool TryParse(ReadOnlySpan<byte> utf8, ulong fingerprint, out ListPlace place)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (Base64Url.DecodeFromUtf8(utf8, bytes, out _, out var written) != OperationStatus.Done
            || written != Length
            || bytes[0] != Version
            || BinaryPrimitives.ReadUInt64BigEndian(bytes[ChecksumOffset..]) != Checksum(bytes, fingerprint))
        {
            place = default;
            return false;
        }

        place = new ListPlace(
            (bytes[1] & 1) != 0,
            BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            ThreadId.FromBytes(bytes.Slice(10, ThreadId.BinaryLength)),
            (bytes[1] & 2) != 0,
            (bytes[1] & 4) != 0);
        return true;
    }

    private static ulong Checksum(ReadOnlySpan<byte> bytes, ulong fingerprint) => Fnv1a64.Continue(fingerprint, bytes[..ChecksumOffset]);

    private static InvalidRequestException Invalid(string text)
    {
        const int Shown = 64;
        return new InvalidRequestException($"invalid cursor: {(text.Length <= Shown ? text : text[..Shown] + "…")}");
    }
}
