using System.Text.Json;

namespace ThreadStore.Conformance.InMemory;

/// <summary>Values of a parsed payload, key by key.</summary>
internal static class JsonReading
{
    /// <summary>The value at the path; null when there is none.</summary>
    public static JsonElement? At(this JsonElement element, params string[] path)
    {
        foreach (var key in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>The text at the path; null when there is none, or an empty one.</summary>
    public static string? Text(this JsonElement element, params string[] path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The text at the path, or the raw JSON of the object there.</summary>
    public static string? TextOrObject(this JsonElement element, params string[] path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } value ? value.GetRawText() : element.Text(path);

    /// <summary>The raw JSON at the path; null when there is none, or null.</summary>
    public static string? Raw(this JsonElement element, params string[] path) =>
        element.At(path) is { ValueKind: not JsonValueKind.Null } value ? value.GetRawText() : null;

    /// <summary>The number at the path; null when there is none.</summary>
    public static long? Number(this JsonElement element, params string[] path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;
}
