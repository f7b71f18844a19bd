using System;
using System.Text.Json;

namespace ThreadStore.Cli.Output;

/// <summary>Judges raw JSON that a log holds: a log may hold anything between its braces.</summary>
internal static class JsonText
{
    internal const int MaxDepth = 512;

    /// <summary>A text of an object by its key; null when it has none.</summary>
    internal static string? TryReadText(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> key)
    {
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals(key))
                {
                    json.Read();
                    return json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }

        return null;
    }

    /// <summary>True for exactly one well-formed value.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
