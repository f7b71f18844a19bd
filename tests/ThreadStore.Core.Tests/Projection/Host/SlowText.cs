using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Projection;

/// <summary>Reads names and texts of JSON documents character by character: what the runtime's own reading throws at has a meaning here.</summary>
internal static class SlowText
{
    /// <summary>The value of a name, of several the first or the last.</summary>
    public static JsonElement? Find(JsonElement element, string name, bool isLast = false)
    {
        JsonElement? found = null;
        foreach (var value in All(element, name))
        {
            found = value;
            if (!isLast)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The values of a name; none of what is no object.</summary>
    public static IEnumerable<JsonElement> All(JsonElement element, string name) => element.ValueKind != JsonValueKind.Object
        ? []
        : element.EnumerateObject().Where(property => IsNamed(property, name)).Select(static property => property.Value);

    private static bool IsNamed(JsonProperty property, string name)
    {
        var spelled = JsonMarshal.GetRawUtf8PropertyName(property);
        return spelled.Contains((byte)'\\') ? Decode(Encoding.UTF8.GetString(spelled)) == name : Ascii.Equals(spelled, name);
    }

    /// <summary>What a string says; half of a surrogate pair, bytes that are no UTF-8 and NUL are U+FFFD.</summary>
    public static string Of(JsonElement text) => Decode(Spelled(text));

    /// <summary>The inside of a string as it is spelled.</summary>
    public static string Spelled(JsonElement text) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text))[1..^1];

    private static string Decode(string spelled)
    {
        var text = new StringBuilder();
        for (var at = 0; at < spelled.Length; at++)
        {
            text.Append(spelled[at] != '\\' ? spelled[at] : spelled[++at] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)int.Parse(spelled.AsSpan((at += 4) - 3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var itself => itself,
            });
        }

        // Halves that stand alone do not survive the way into bytes and back.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString())).Replace('\0', '\uFFFD');
    }
}
