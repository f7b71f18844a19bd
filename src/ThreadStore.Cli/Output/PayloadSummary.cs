using System;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Cli.Output;

/// <summary>What a person wants to see of a line's payload: its type, and the words in it.</summary>
/// <param name="Type">The payload's own type; null when it has none.</param>
/// <param name="Text">The first text that says something, else the raw payload.</param>
internal readonly record struct PayloadSummary(string? Type, string Text)
{
    private const int RawLength = 400;

    // In the order in which they are preferred: what was said, what was called, what came out.
    private static readonly string[] s_telling = ["message", "text", "name", "output", "last_agent_message", "thread_name", "model", "cwd"];

    internal static PayloadSummary Of(ReadOnlySpan<byte> payload)
    {
        try
        {
            var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
            using var document = JsonDocument.ParseValue(ref json);
            var root = document.RootElement;
            var type = root.TryGetProperty("type"u8, out var typeText) && typeText.ValueKind is JsonValueKind.String ? typeText.GetString() : null;
            return new PayloadSummary(type, TextOf(root) ?? Raw(payload));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return new PayloadSummary(null, Raw(payload));
        }
    }

    private static string? TextOf(JsonElement root)
    {
        if (root.TryGetProperty("content"u8, out var content) && content.ValueKind is JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                if (part.ValueKind is JsonValueKind.Object && Telling(part) is { } said)
                {
                    return root.TryGetProperty("role"u8, out var role) && role.ValueKind is JsonValueKind.String ? $"{role.GetString()}: {said}" : said;
                }
            }
        }

        if (Telling(root) is not { } text)
        {
            return root.TryGetProperty("item"u8, out var item) && item.ValueKind is JsonValueKind.Object ? TextOf(item) : null;
        }

        return root.TryGetProperty("arguments"u8, out var arguments) && arguments.ValueKind is JsonValueKind.String ? $"{text} {arguments.GetString()}" : text;
    }

    private static string? Telling(JsonElement value)
    {
        foreach (var name in s_telling)
        {
            if (value.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String && text.GetString() is { Length: > 0 } said)
            {
                return said;
            }
        }

        return null;
    }

    private static string Raw(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload[..Math.Min(RawLength, payload.Length)]);
}
