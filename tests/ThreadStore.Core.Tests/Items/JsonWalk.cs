using System;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>Everything that is in a JSON object or array, one token a line: by the runtime's reader, and by the cursor.</summary>
internal static class JsonWalk
{
    /// <summary>The walk of the runtime's reader up to the end of the first value; null when it refuses the bytes, or when they begin with no container.</summary>
    public static string? ByReader(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder();
        try
        {
            var reader = new Utf8JsonReader(json, JsonObject.Options);
            while (reader.Read())
            {
                text.Append(reader.TokenType).Append(' ');
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number)
                {
                    text.Append(Encoding.Latin1.GetString(reader.ValueSpan));
                }

                text.Append('\n');
                if (reader is { CurrentDepth: 0, TokenType: JsonTokenType.EndObject or JsonTokenType.EndArray })
                {
                    return text.ToString();
                }
            }
        }
        catch (JsonException)
        {
            // Refused.
        }

        return null;
    }

    /// <summary>The same walk by the cursor, which enters and takes everything.</summary>
    public static string? ByCursor(ReadOnlySpan<byte> json, JsonKernel kernel)
    {
        var text = new StringBuilder();
        var isArray = json.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
        var cursor = isArray ? JsonCursor.OpenArray(json, kernel) : JsonCursor.OpenObject(json, kernel);
        if (!cursor.IsBroken)
        {
            Walk(ref cursor, isArray, text);
        }

        return cursor.IsBroken ? null : text.ToString();
    }

    private static void Walk(ref JsonCursor cursor, bool isArray, StringBuilder text)
    {
        text.Append(isArray ? JsonTokenType.StartArray : JsonTokenType.StartObject).Append(" \n");
        while (isArray ? cursor.NextElement() : cursor.NextProperty())
        {
            if (!isArray)
            {
                text.Append(JsonTokenType.PropertyName).Append(' ').Append(Encoding.Latin1.GetString(cursor.RawName)).Append('\n');
            }

            // Entering skips what it cannot enter, so the value is taken by a copy that looks first.
            var ahead = cursor;
            if (ahead.EnterObject())
            {
                cursor = ahead;
                Walk(ref cursor, isArray: false, text);
                continue;
            }

            ahead = cursor;
            if (ahead.EnterArray())
            {
                cursor = ahead;
                Walk(ref cursor, isArray: true, text);
                continue;
            }

            var slice = cursor.Take();
            text.Append(slice.Type).Append(' ');
            if (slice.Type is JsonTokenType.String or JsonTokenType.Number)
            {
                text.Append(Encoding.Latin1.GetString(slice.Bytes));
            }

            text.Append('\n');
        }

        text.Append(isArray ? JsonTokenType.EndArray : JsonTokenType.EndObject).Append(" \n");
    }
}
