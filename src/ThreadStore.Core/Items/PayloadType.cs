using System;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>Finds the payload's own type, which tells events and response items apart.</summary>
internal static class PayloadType
{
    /// <summary>The value of the payload's top-level <c>type</c> as it is spelled; empty when there is none. Never throws.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> payload)
    {
        // Every writer puts the tag first; the value is a short snake-case word.
        if (payload.StartsWith("{\"type\":\""u8))
        {
            var value = payload[9..];
            var end = value.IndexOfAny((byte)'"', (byte)'\\');
            if (end >= 0 && value[end] == '"')
            {
                return value[..end];
            }
        }

        return FindSlow(payload);
    }

    private static ReadOnlySpan<byte> FindSlow(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = JsonObject.Open(payload);
            while (JsonObject.Next(ref reader))
            {
                if (!reader.ValueTextEquals("type"u8))
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                return reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
        }
        catch (Exception e) when (JsonObject.IsBadJson(e))
        {
            // A payload without a readable type has none.
        }

        return default;
    }
}
