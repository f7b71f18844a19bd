using System;

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
        var cursor = JsonCursor.OpenObject(payload);
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("type"u8))
            {
                var type = cursor.Take();
                return type.IsString ? type.Bytes : default;
            }
        }

        // A payload without a readable type has none.
        return default;
    }
}
