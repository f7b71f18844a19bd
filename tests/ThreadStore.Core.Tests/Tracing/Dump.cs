using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Tracing;

/// <summary>What the flight recorder holds, read back as a user would.</summary>
internal static class Dump
{
    /// <summary>The lines: first the anchor, then the spans.</summary>
    public static List<JsonElement> Lines()
    {
        using var stream = new MemoryStream();
        FlightRecorder.Dump(stream);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n').SkipLast(1).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>The spans, the one that ended first first.</summary>
    public static List<JsonElement> Spans() => [.. Lines().Skip(1)];

    /// <summary>A text of a span, or null.</summary>
    public static string? Text(this JsonElement span, string name) => span.GetProperty(name).GetString();

    /// <summary>The JSON of a span's attributes.</summary>
    public static string Attrs(this JsonElement span) => span.GetProperty("attrs").GetRawText();
}
