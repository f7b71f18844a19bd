using System;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>The cheap check of a raw payload before it is written: enough that no payload can break the line structure by an LF.</summary>
internal static class PayloadCheck
{
    /// <summary>True when the bytes have outer braces and no raw control byte; they may still not be JSON.</summary>
    public static bool IsPlausibleObject(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2
        && payload[0] == '{'
        && payload[^1] == '}'
        && !payload.ContainsAnyInRange((byte)0, (byte)0x1F);

    /// <summary>True when the bytes are one whole JSON object: a full parse.</summary>
    public static bool IsValidObject(ReadOnlySpan<byte> payload)
    {
        try
        {
            var json = new Utf8JsonReader(payload);
            while (json.Read())
            {
                // Reading is the check.
            }

            return json.TokenType is JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
