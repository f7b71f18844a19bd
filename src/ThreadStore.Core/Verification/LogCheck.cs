using System;
using System.Collections.Generic;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Verification;

/// <summary>Parses every byte of a rollout: bad lines, torn tail, and whose file it is.</summary>
internal static class LogCheck
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Adds what is wrong with the rollout; returns the offset after its last complete line.</summary>
    internal static long Check(LogHome home, RolloutPath path, List<StoreDifference> found)
    {
        using var file = home.OpenRead(path);
        var length = file.GetLengthOrThrow();
        using var reader = new RolloutReader(file, 0, length, ChunkBytes);
        var isFirst = true;
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            if (status is LineStatus.Bad)
            {
                found.Add(new StoreDifference(path.Id, DifferenceKind.BadLine, line.Offset, reader.BadLength, Describe(reader.BadReason)));
                continue;
            }

            CheckLine(line, path.Id, isFirst, found);
            isFirst = false;
        }

        if (length == 0)
        {
            found.Add(new StoreDifference(path.Id, DifferenceKind.ForeignFile, 0, 0, "the rollout is empty"));
        }
        else if (reader.Consumed < length)
        {
            found.Add(new StoreDifference(path.Id, DifferenceKind.TornTail, reader.Consumed, length - reader.Consumed, "bytes after the last line feed"));
        }

        return reader.Consumed;
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
}
