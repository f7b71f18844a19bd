using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Verification;

/// <summary>Parses every byte of a rollout: bad lines, torn tail, and whose file it is.</summary>
internal static class LogCheck
{
    private const int BlockBytes = 1 << 20;
    private const int MaxLineBytes = 256 << 20;

    /// <summary>Adds what is wrong with the rollout; returns the offset after its last complete line.</summary>
    internal static long Check(LogHome home, RolloutPath path, List<StoreDifference> found)
    {
        using var file = home.OpenRead(path);
        var length = file.GetLengthOrThrow();
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var at = 0L;
        var filled = 0;
        var isFirst = true;
        try
        {
            while (at + filled < length)
            {
                var read = file.ReadOrThrow(block.AsSpan(filled, (int)Math.Min(block.Length - filled, length - at - filled)), at + filled);
                if (read == 0)
                {
                    break;
                }

                filled += read;
                var consumed = CheckBlock(block.AsSpan(0, filled), at, path.Id, ref isFirst, found);
                block.AsSpan(consumed, filled - consumed).CopyTo(block);
                at += consumed;
                filled -= consumed;
                if (filled == block.Length)
                {
                    block = Grow(block, path.Id);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        if (length == 0)
        {
            found.Add(new StoreDifference(path.Id, DifferenceKind.ForeignFile, 0, 0, "the rollout is empty"));
        }

        if (at < length)
        {
            found.Add(new StoreDifference(path.Id, DifferenceKind.TornTail, at, length - at, "bytes after the last line feed"));
        }

        return at;
    }

    private static int CheckBlock(ReadOnlySpan<byte> block, long offset, ThreadId id, ref bool isFirst, List<StoreDifference> found)
    {
        var reader = new LineReader(block, offset);
        while (true)
        {
            var status = reader.Read(out var line);
            switch (status)
            {
                case LineStatus.End:
                    return (int)(reader.Consumed - offset);
                case LineStatus.Bad:
                    found.Add(new StoreDifference(id, DifferenceKind.BadLine, line.Offset, line.Text.Length, Describe(reader.BadReason)));
                    break;
                default:
                    CheckLine(line, id, isFirst, found);
                    isFirst = false;
                    break;
            }
        }
    }

    private static void CheckLine(in Line line, ThreadId id, bool isFirst, List<StoreDifference> found)
    {
        if (WhyInvalid(line.Text) is { } reason)
        {
            found.Add(new StoreDifference(id, DifferenceKind.BadLine, line.Offset, line.Text.Length, reason));
        }
        else if (isFirst && (line.Kind is not ItemKind.SessionMeta || !IsOf(line.Payload, id)))
        {
            found.Add(new StoreDifference(id, DifferenceKind.ForeignFile, line.Offset, line.Text.Length, "the first line is not the session_meta of this thread"));
        }
    }

    private static string Describe(BadLineReason reason) => reason switch
    {
        BadLineReason.NulRun => "nothing but NUL bytes",
        BadLineReason.NotAnObject => "not a JSON object",
        BadLineReason.UnknownEnvelope => "a JSON object without the envelope of a rollout line",
        BadLineReason.TooLong => "too long to read",
        _ => "not one whole JSON object",
    };

    private static string? WhyInvalid(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
            while (json.Read())
            {
                // Invalid UTF-8 and lone surrogates show only when a text is decoded.
                if (json.TokenType is JsonTokenType.String && (json.ValueIsEscaped || json.ValueSpan.IndexOfAnyInRange((byte)0x80, (byte)0xff) >= 0))
                {
                    _ = json.GetString();
                }
            }

            return null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return malformed.Message;
        }
    }

    private static bool IsOf(ReadOnlySpan<byte> payload, ThreadId id)
    {
        var json = new Utf8JsonReader(payload);
        while (json.Read())
        {
            if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("id"u8))
            {
                json.Read();
                return json.TokenType is JsonTokenType.String && ThreadId.TryParse(json.GetString(), out var found) && found == id;
            }
        }

        return false;
    }

    private static byte[] Grow(byte[] block, ThreadId id)
    {
        if (block.Length >= MaxLineBytes)
        {
            throw new InvalidRequestException($"a line of thread {id} is longer than {MaxLineBytes} bytes");
        }

        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(block);
        return larger;
    }
}
