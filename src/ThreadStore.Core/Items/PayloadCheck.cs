using System;

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
}
