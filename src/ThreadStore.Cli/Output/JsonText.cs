using System;
using System.Text.Json;

namespace ThreadStore.Cli.Output;

/// <summary>Judges raw JSON that a log holds: a log may hold anything between its braces.</summary>
internal static class JsonText
{
    internal const int MaxDepth = 512;

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
