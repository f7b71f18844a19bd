using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.History;

/// <summary>The file beside the logs that keeps an <see cref="OffsetMap"/>. Byte table: docs/formats/offset-index.md.</summary>
/// <remarks>
/// Derived and disposable: a file that is not whole, or not of these very bytes of the log, is as good as none, and one that cannot be written is
/// done without. It is made under another name and renamed, so that readers see the old one or the new one.
/// </remarks>
internal static class OffsetFile
{
    /// <summary>The bytes before the entries.</summary>
    internal const int HeaderBytes = 96;

    private const uint Version = 1;
    private const int HashedBytes = 512;

    private static int s_written;

    private static ReadOnlySpan<byte> Magic => "TSOFFSET"u8;

    /// <summary>The file's path.</summary>
    internal static string PathOf(LogHome home, ThreadId log) => $"{home.Directory}/threadstore/offsets/{log}.offsets";

    /// <summary>Reads the file of a log; null when there is none that fits the log as it is.</summary>
    internal static OffsetMap? Read(LogHome home, LogSegment segment)
    {
        using var file = home.Device.Open(PathOf(home, segment.Log), LogAccess.Read, out _);
        if (file is null || file.GetLength(out _) is var length && (length < HeaderBytes || (length - HeaderBytes) % OffsetEntry.Size != 0 || length > int.MaxValue))
        {
            return null;
        }

        var bytes = new byte[length];
        return file.ReadAll(bytes, 0, out var read) == 0 && read == length ? Parse(bytes, segment) : null;
    }

    /// <summary>Puts a map into the place of what was there; nothing happens when it cannot be written.</summary>
    internal static void Write(LogHome home, LogSegment segment, OffsetMap map)
    {
        var path = PathOf(home, segment.Log);
        if (!BitConverter.IsLittleEndian || home.CreateDirectories(path) != 0)
        {
            return;
        }

        var draft = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref s_written)}");
        home.Device.Delete(draft);
        using var file = home.Device.Open(draft, LogAccess.Create, out _);
        if (file is null)
        {
            return;
        }

        if (file.WriteAll(Format(segment, map), out _) != 0 || home.Device.Rename(draft, path) != 0)
        {
            home.Device.Delete(draft);
        }
    }

    private static byte[] Format(LogSegment segment, OffsetMap map)
    {
        var entries = MemoryMarshal.AsBytes(map.Span);
        var bytes = new byte[HeaderBytes + entries.Length];
        var header = bytes.AsSpan(0, HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)map.Mode);
        segment.Log.WriteBytes(header[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], map.Covered);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], Hash(segment.File, 0, map.Covered));
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], Hash(segment.File, Math.Max(0, map.Covered - HashedBytes), map.Covered));
        BinaryPrimitives.WriteUInt64LittleEndian(header[56..], map.Current);
        BinaryPrimitives.WriteInt64LittleEndian(header[64..], map.Number);
        BinaryPrimitives.WriteInt64LittleEndian(header[72..], map.Entries.Count);
        entries.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(header[88..], Checksum(bytes));
        return bytes;
    }

    private static OffsetMap? Parse(ReadOnlySpan<byte> bytes, LogSegment segment)
    {
        var header = bytes[..HeaderBytes];
        var covered = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        if (!BitConverter.IsLittleEndian
            || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != (uint)segment.Mode
            || ThreadId.FromBytes(header.Slice(16, ThreadId.BinaryLength)) != segment.Log
            || BinaryPrimitives.ReadInt64LittleEndian(header[72..]) != (bytes.Length - HeaderBytes) / OffsetEntry.Size
            || BinaryPrimitives.ReadUInt64LittleEndian(header[88..]) != Checksum(bytes)
            || covered < 0
            || covered > segment.File.GetLengthOrThrow()
            || BinaryPrimitives.ReadUInt64LittleEndian(header[40..]) != Hash(segment.File, 0, covered)
            || BinaryPrimitives.ReadUInt64LittleEndian(header[48..]) != Hash(segment.File, Math.Max(0, covered - HashedBytes), covered))
        {
            return null;
        }

        var map = new OffsetMap(segment.Mode)
        {
            Covered = covered,
            Current = BinaryPrimitives.ReadUInt64LittleEndian(header[56..]),
            Number = BinaryPrimitives.ReadInt64LittleEndian(header[64..]),
        };
        map.Entries.AddRange(MemoryMarshal.Cast<byte, OffsetEntry>(bytes[HeaderBytes..]));
        return map;
    }

    // All but the eight bytes that hold it.
    private static ulong Checksum(ReadOnlySpan<byte> bytes) => Fnv1a64.Continue(Fnv1a64.Hash(bytes[..(HeaderBytes - sizeof(ulong))]), bytes[HeaderBytes..]);

    private static ulong Hash(ILogFile file, long from, long end)
    {
        Span<byte> bytes = stackalloc byte[HashedBytes];
        bytes = bytes[..(int)Math.Min(HashedBytes, end - from)];
        return Fnv1a64.Hash(bytes[..file.ReadOrThrow(bytes, from)]);
    }
}
