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
    public static bool IsValidObject(ReadOnlySpan<byte> payload) => payload.StartsWith("{"u8) && IsValid(payload);

    /// <summary>True when the bytes are one whole JSON value: a full parse.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, JsonObject.Options);
            while (reader.Read())
            {
                // Reading is the check.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
