using System;
using System.Buffers;
using System.Text.Json;

namespace ThreadStore.Log;

/// <summary>What lies after the last LF of a rollout.</summary>
internal enum TailKind
{
    /// <summary>Nothing: the file ends in a line.</summary>
    None,

    /// <summary>One or more whole JSON objects that only lack their LF: acknowledged data.</summary>
    Whole,

    /// <summary>NULs only: blocks that were allocated and never written.</summary>
    NulRun,

    /// <summary>Anything else.</summary>
    Fragment,

    /// <summary>Too long to be judged in bounded memory.</summary>
    TooLong,
}

/// <summary>Finds and judges the end of a rollout in bounded memory.</summary>
internal static class RolloutTail
{
    private const int ChunkBytes = 256 * 1024;

    private static readonly JsonReaderOptions s_options = new() { AllowMultipleValues = true, MaxDepth = 1024 };

    /// <summary>The offset after the last LF of a range; the range's start when it has none.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static long LastLineEnd(ILogFile file, long from, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkBytes, Math.Max(1, end - from)));
        try
        {
            while (end > from)
            {
                var start = Math.Max(from, end - buffer.Length);
                var chunk = buffer.AsSpan(0, (int)(end - start));
                var found = chunk[..file.ReadOrThrow(chunk, start)].LastIndexOf((byte)'\n');
                if (found >= 0)
                {
                    return start + found + 1;
                }

                end = start;
            }

            return from;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Judges the bytes of a range without an LF.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static TailKind Judge(ILogFile file, long from, long end)
    {
        if (from == end)
        {
            return TailKind.None;
        }

        if (IsNulRun(file, from, end))
        {
            return TailKind.NulRun;
        }

        if (end - from > RolloutReader.MaxLineBytes)
        {
            return TailKind.TooLong;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)(end - from));
        try
        {
            var tail = buffer.AsSpan(0, (int)(end - from));
            return file.ReadOrThrow(tail, from) == tail.Length && IsWhole(tail) ? TailKind.Whole : TailKind.Fragment;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The line reader does not look into payloads; whether bytes are to be cut off is worth a real parse.
    private static bool IsWhole(ReadOnlySpan<byte> tail)
    {
        var start = tail.IndexOfAnyExcept(RolloutBlanks.Values);
        var last = tail.LastIndexOfAnyExcept(RolloutBlanks.Values);
        if (start < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(tail[start..(last + 1)], s_options);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsNulRun(ILogFile file, long from, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkBytes, end - from));
        try
        {
            while (from < end)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - from));
                var read = file.ReadOrThrow(chunk, from);
                if (read == 0 || chunk[..read].ContainsAnyExcept((byte)0))
                {
                    return false;
                }

                from += read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
