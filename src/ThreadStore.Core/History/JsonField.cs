using System;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>Reads single fields of a JSON object by name: the few objects that are shown are asked field by field.</summary>
internal static class JsonField
{
    /// <summary>The field's value; of type <see cref="JsonTokenType.None"/> when there is none, or when the bytes are no object.</summary>
    internal static JsonSlice Of(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var cursor = JsonCursor.OpenObject(json);
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals(name))
            {
                return cursor.Take();
            }
        }

        return default;
    }

    /// <summary>The value's JSON as it stands; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Raw(this JsonSlice value) => value.Type == JsonTokenType.None ? default : value.AsRaw().Bytes;

    /// <summary>The text of a string; null for anything else.</summary>
    internal static string? Text(this JsonSlice value)
    {
        if (!value.IsString)
        {
            return null;
        }

        // A text is never longer than its spelling, but for what is replaced: three bytes for one.
        var bytes = new byte[3 * value.Bytes.Length];
        return Encoding.UTF8.GetString(bytes.AsSpan(0, value.Decode(bytes)));
    }

    /// <summary>An integer; null for anything else.</summary>
    internal static long? Number(this JsonSlice value) => value.TryGetInt64(out var number) ? number : null;
}
