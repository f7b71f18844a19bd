using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.History;

/// <summary>A turn or an item from which a page goes on; its text form is opaque to hosts and good for one thread, list and order only.</summary>
/// <remarks><code>
///  0         1       2          18         34       42         46
///  +---------+-------+----------+----------+--------+----------+
///  | version | flags | thread   | log      | offset | checksum |   base64url of these 46 bytes, big-endian
///  +---------+-------+----------+----------+--------+----------+
///  flags: 0 items instead of turns, 1 oldest first, 2 the page begins with it
///  the turn that a list of items is limited to is part of the checksum
/// </code></remarks>
internal readonly record struct HistoryCursor
{
    private const byte Version = 1;
    private const int Length = 46;
    private const int ChecksumOffset = 42;

    internal HistoryCursor(ThreadId log, long offset, bool isIncluded)
    {
        Log = log;
        Offset = offset;
        IsIncluded = isIncluded;
    }

    /// <summary>The thread whose log the line stands in.</summary>
    internal ThreadId Log { get; }

    /// <summary>Where its line starts.</summary>
    internal long Offset { get; }

    /// <summary>The page begins with it, instead of behind it.</summary>
    internal bool IsIncluded { get; }

    /// <summary>The text form.</summary>
    internal string Format(in HistoryScope scope)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        bytes[1] = Flags(scope, IsIncluded);
        scope.Thread.WriteBytes(bytes[2..]);
        Log.WriteBytes(bytes[18..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[34..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ChecksumOffset..], Checksum(bytes, scope.Turn));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="InvalidRequestException">The text is no cursor, or one of another thread, list, order or version.</exception>
    internal static HistoryCursor Parse(string text, in HistoryScope scope)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> thread = stackalloc byte[ThreadId.BinaryLength];
        scope.Thread.WriteBytes(thread);
        if (!TryDecode(text, bytes, scope.Turn) || !bytes.Slice(2, ThreadId.BinaryLength).SequenceEqual(thread))
        {
            throw Invalid(text);
        }

        var isIncluded = (bytes[1] & 4) != 0;
        var offset = BinaryPrimitives.ReadInt64BigEndian(bytes[34..]);
        return bytes[1] == Flags(scope, isIncluded) && offset >= 0
            ? new HistoryCursor(ThreadId.FromBytes(bytes.Slice(18, ThreadId.BinaryLength)), offset, isIncluded) : throw Invalid(text);
    }

    /// <summary>What is said of a text that is no cursor of the query.</summary>
    internal static InvalidRequestException Invalid(string text)
    {
        const int Shown = 80;
        return new InvalidRequestException($"invalid cursor: {(text.Length <= Shown ? text : text[..Shown] + "…")}");
    }

    private static bool TryDecode(string text, Span<byte> bytes, ulong turn)
    {
        // The length first: a cursor is of one length, and the text is a stranger's.
        if (text.Length != Base64Url.GetEncodedLength(Length))
        {
            return false;
        }

        Span<byte> ascii = stackalloc byte[text.Length];
        return Encoding.ASCII.TryGetBytes(text, ascii, out _)
            && Base64Url.DecodeFromUtf8(ascii, bytes, out _, out var written) == OperationStatus.Done
            && written == Length
            && bytes[0] == Version
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[ChecksumOffset..]) == Checksum(bytes, turn);
    }

    private static byte Flags(in HistoryScope scope, bool isIncluded) =>
        (byte)((scope.IsItems ? 1 : 0) | (scope.IsAscending ? 2 : 0) | (isIncluded ? 4 : 0));

    private static uint Checksum(ReadOnlySpan<byte> bytes, ulong turn)
    {
        Span<byte> limit = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(limit, turn);
        var hash = Fnv1a64.Continue(Fnv1a64.Hash(bytes[..ChecksumOffset]), limit);
        return unchecked((uint)(hash ^ (hash >> 32)));
    }
}
