using System;
using System.Buffers;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>The first line of a fork: its parent's, with what is the fork's own put in.</summary>
internal static class ForkMeta
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What names the parent itself, its own origin or its window on the model. They are written anew or not at all.
    private static readonly string[] s_own =
        ["session_id", "id", "forked_from_id", "forked_from_ordinal_exclusive", "history_base", "timestamp", "context_window", "history_mode"];

    // What a caller can give.
    private static readonly string[] s_given = ["cwd", "originator", "cli_version", "source"];

    /// <summary>Checks what a caller gave.</summary>
    /// <exception cref="InvalidRequestException">The working directory is not absolute.</exception>
    internal static void Check(ForkThreadParams parameters)
    {
        if (parameters.Cwd is { } cwd && !Path.IsPathFullyQualified(cwd))
        {
            throw new InvalidRequestException($"the cwd must be absolute: {cwd}");
        }
    }

    /// <summary>The payload of a rollout's first line; null when that is no session_meta.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static JsonDocument? Read(ILogFile file)
    {
        using var reader = new RolloutReader(file, 0);
        if (reader.Read(out var line) is not LineStatus.Line || line.Offset != 0 || line.Kind is not ItemKind.SessionMeta)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(line.Payload.ToArray(), new JsonDocumentOptions { MaxDepth = JsonObject.Options.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="parent">The thread that is forked.</param>
    /// <param name="meta">The payload of its first line.</param>
    /// <param name="mode">How it numbers its lines: a paginated fork names a prefix, a legacy one is a copy.</param>
    /// <param name="point">Where the fork begins.</param>
    /// <param name="id">The fork.</param>
    /// <param name="createdAt">When it is made.</param>
    /// <param name="parameters">Where it differs from its parent.</param>
    internal static byte[] Write(
        ThreadId parent, JsonElement meta, HistoryMode mode, in ForkPoint point, ThreadId id, DateTimeOffset createdAt, ForkThreadParams parameters)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            Span<byte> time = stackalloc byte[TimestampText.Length];
            TimestampText.Format(time, createdAt.ToUnixTimeMilliseconds());
            json.WriteStartObject();
            json.WriteString("session_id"u8, id.ToString());
            json.WriteString("id"u8, id.ToString());
            json.WriteString("forked_from_id"u8, parent.ToString());
            if (mode is HistoryMode.Paginated)
            {
                json.WriteNumber("forked_from_ordinal_exclusive"u8, point.NextOrdinal);
            }

            json.WriteString("timestamp"u8, time);
            foreach (var property in meta.EnumerateObject())
            {
                WriteInherited(json, property, parameters);
            }

            // Of the parent's line nothing is sure: another program may have left out what the caller wants said.
            foreach (var name in s_given)
            {
                if (Given(name, parameters) is { } given && !meta.TryGetProperty(name, out _))
                {
                    json.WriteString(name, given);
                }
            }

            json.WriteString("history_mode"u8, mode is HistoryMode.Paginated ? "paginated"u8 : "legacy"u8);
            if (mode is HistoryMode.Paginated)
            {
                json.WriteStartObject("history_base"u8);
                json.WriteString("thread_id"u8, point.Thread.ToString());
                json.WriteNumber("end_ordinal_exclusive"u8, point.NextOrdinal);
                json.WriteNumber("end_byte_offset"u8, point.End);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteInherited(Utf8JsonWriter json, JsonProperty property, ForkThreadParams parameters)
    {
        if (Array.IndexOf(s_own, property.Name) >= 0 || (parameters.Cwd is not null && property.NameEquals("runtime_workspace_roots"u8)))
        {
            return;
        }

        if (Given(property.Name, parameters) is { } own)
        {
            json.WriteString(property.Name, own);
        }
        else
        {
            property.WriteTo(json);
        }
    }

    private static string? Given(string name, ForkThreadParams parameters) => name switch
    {
        "cwd" => parameters.Cwd,
        "source" => parameters.Source,
        "originator" => parameters.Originator,
        "cli_version" => parameters.CliVersion,
        _ => null,
    };
}
