using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Log;

/// <summary>What the first line of a rollout says: whose it is, and how its lines are numbered.</summary>
/// <param name="Id">The thread; later session_meta lines may be copies of a fork's source and do not count.</param>
/// <param name="Mode">Legacy when the line does not say.</param>
internal readonly record struct RolloutHead(ThreadId Id, HistoryMode Mode)
{
    /// <summary>Reads the first line, which may lack its LF.</summary>
    /// <exception cref="InvalidRequestException">The file is empty or its first line is no session_meta with an id and a known history mode.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static RolloutHead Read(ILogFile file, RolloutPath path)
    {
        using var reader = new RolloutReader(file, 0);
        var status = reader.Read(out var line);
        if (status == LineStatus.End)
        {
            status = reader.ReadRest(out line);
        }

        return status switch
        {
            LineStatus.End => throw new InvalidRequestException($"{path} is empty"),
            LineStatus.Line when line.Kind == ItemKind.SessionMeta => Parse(line.Payload, path.Text),
            _ => throw NotARollout(path.Text),
        };
    }

    /// <summary>Reads the payload of the first line.</summary>
    /// <exception cref="InvalidRequestException">It is no session_meta's with an id and a known history mode.</exception>
    internal static RolloutHead Parse(ReadOnlySpan<byte> payload, string path)
    {
        ThreadId? id = null;
        var mode = HistoryMode.Legacy;
        try
        {
            var reader = JsonObject.Open(payload);
            while (JsonObject.Next(ref reader))
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    id = reader.TokenType == JsonTokenType.String && ThreadId.TryParse(reader.ValueSpan, out var value) ? value : null;
                }
                else if (reader.ValueTextEquals("history_mode"u8))
                {
                    reader.Read();
                    mode = ParseMode(ref reader, path);
                }
                else
                {
                    reader.Read();
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (JsonObject.IsBadJson(e))
        {
            throw NotARollout(path);
        }

        return new RolloutHead(id ?? throw NotARollout(path), mode);
    }

    private static HistoryMode ParseMode(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return HistoryMode.Legacy;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("paginated"u8))
            {
                return HistoryMode.Paginated;
            }

            if (reader.ValueTextEquals("legacy"u8))
            {
                return HistoryMode.Legacy;
            }
        }

        throw new InvalidRequestException($"{path} has an unknown history mode");
    }

    private static InvalidRequestException NotARollout(string path) => new($"{path} is not a rollout: its first line is no session_meta");
}
