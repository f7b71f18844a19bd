using System;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>The names of properties as text.</summary>
internal static class JsonName
{
    /// <summary>The text of a name as it is spelled between its quotes.</summary>
    internal static string Text(ReadOnlySpan<byte> rawName)
    {
        // As a string of its own, the reader of strings takes its escapes apart.
        var quoted = new byte[rawName.Length + 4];
        quoted[0] = (byte)'[';
        quoted[1] = (byte)'"';
        rawName.CopyTo(quoted.AsSpan(2));
        quoted[^2] = (byte)'"';
        quoted[^1] = (byte)']';
        var cursor = JsonCursor.OpenArray(quoted);
        cursor.NextElement();
        return cursor.Take().Text() ?? "";
    }
}
