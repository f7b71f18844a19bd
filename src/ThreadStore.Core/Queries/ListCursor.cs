using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>The place between two threads of a list; its text form is opaque to hosts and good for one query shape only.</summary>
/// <remarks><code>
///  0         1       2       3                11               27         31
///  +---------+-------+-------+----------------+----------------+----------+
///  | version | sort  | flags | milliseconds   | thread id      | checksum |   base64url of these 31 bytes, big-endian
///  +---------+-------+-------+----------------+----------------+----------+
///  flags: 0 ascending, 1 hidden too, 2 the place is among the threads without that time, 4–5 archive filter
/// </code></remarks>
internal readonly struct ListCursor
{
    private const byte Version = 1;
    private const int Length = 31;
    private const int ChecksumOffset = 27;

    public ListCursor(bool isUndated, long milliseconds, ThreadId id)
    {
        IsUndated = isUndated;
        Milliseconds = milliseconds;
        Id = id;
    }

    /// <summary>The thread before this place has no value for the sort key.</summary>
    public bool IsUndated { get; }

    /// <summary>The sort key of the thread before this place.</summary>
    public long Milliseconds { get; }

    /// <summary>The thread before this place.</summary>
    public ThreadId Id { get; }

    /// <summary>The text form for the query that this place belongs to.</summary>
    public string Format(ThreadListQuery query, ulong fingerprint = 0)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        bytes[1] = (byte)query.Sort;
        bytes[2] = Flags(query, IsUndated);
        BinaryPrimitives.WriteInt64BigEndian(bytes[3..], Milliseconds);
        Id.WriteBytes(bytes[11..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ChecksumOffset..], Checksum(bytes, fingerprint));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="InvalidRequestException">The text is no cursor, or one of another query or version.</exception>
    public static ListCursor Parse(string text, ThreadListQuery query, ulong fingerprint = 0)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (!TryDecode(text, bytes, fingerprint))
        {
            throw Invalid(text);
        }

        var isUndated = (bytes[2] & 4) != 0;
        if (bytes[1] != (byte)query.Sort || bytes[2] != Flags(query, isUndated))
        {
            throw Invalid(text);
        }

        return new ListCursor(isUndated, BinaryPrimitives.ReadInt64BigEndian(bytes[3..]), ThreadId.FromBytes(bytes.Slice(11, ThreadId.BinaryLength)));
    }

    private static bool TryDecode(string text, Span<byte> bytes, ulong fingerprint)
    {
        // The length first: a cursor is of one length, and the text is a stranger's.
        if (text.Length != Base64Url.GetEncodedLength(Length))
        {
            return false;
        }

        Span<byte> ascii = stackalloc byte[text.Length];
        return Encoding.ASCII.TryGetBytes(text, ascii, out _)
            && Base64Url.DecodeFromUtf8(ascii, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == Length
            && bytes[0] == Version
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[ChecksumOffset..]) == Checksum(bytes, fingerprint);
    }

    private static byte Flags(ThreadListQuery query, bool isUndated) =>
        (byte)((query.Ascending ? 1 : 0) | (query.IncludeHidden ? 2 : 0) | (isUndated ? 4 : 0) | ((int)query.Archive << 4));

    // What a list of a host's facts filters and sorts by is part of the sum: a cursor of another query does not fit.
    private static uint Checksum(ReadOnlySpan<byte> bytes, ulong fingerprint)
    {
        var hash = Fnv1a64.Hash(bytes[..ChecksumOffset]) ^ fingerprint;
        return unchecked((uint)(hash ^ (hash >> 32)));
    }

    private static InvalidRequestException Invalid(string text)
    {
        const int Shown = 64;
        return new InvalidRequestException($"invalid cursor: {(text.Length <= Shown ? text : text[..Shown] + "…")}");
    }
}
