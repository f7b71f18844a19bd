using System;
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>One line of <c>session_index.jsonl</c>: <c>{"id":"…","thread_name":"…","updated_at":"…Z"}</c>.</summary>
internal static class SessionIndexLine
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line with its LF.</summary>
    internal static byte[] Write(ThreadId id, string name, DateTimeOffset updatedAt)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            Span<byte> time = stackalloc byte[TimestampText.Length];
            TimestampText.Format(time, updatedAt.ToUnixTimeMilliseconds());
            json.WriteStartObject();
            json.WriteString("id"u8, id.ToString());
            json.WriteString("thread_name"u8, name);
            json.WriteString("updated_at"u8, time);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a line without its LF; false when it names no thread. The name is null when the line gives none.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ThreadId id, out byte[]? name, out long updatedAtMs)
    {
        id = default;
        name = null;
        updatedAtMs = 0;
        var hasId = false;
        try
        {
            var json = new Utf8JsonReader(line);
            while (json.Read())
            {
                if (json.TokenType is not JsonTokenType.PropertyName || json.CurrentDepth != 1)
                {
                    continue;
                }

                var isId = json.ValueTextEquals("id"u8);
                var isName = json.ValueTextEquals("thread_name"u8);
                var isTime = json.ValueTextEquals("updated_at"u8);
                json.Read();
                if (json.TokenType is JsonTokenType.String)
                {
                    hasId |= isId && ThreadId.TryParse(json.GetString(), out id);
                    name = isName ? Encoding.UTF8.GetBytes(json.GetString()!) : name;
                    _ = isTime && TimestampText.TryParse(json.ValueSpan, out updatedAtMs);
                }
                else
                {
                    json.Skip();
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }

        return hasId;
    }
}
