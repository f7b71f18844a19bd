using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace ThreadStore.Peer;

/// <summary>One line of a rollout file.</summary>
internal sealed record CodexRolloutLine(string Text, long? Ordinal, DateTimeOffset Time, string Type, JsonElement Payload)
{
    /// <summary>The type, and for an event or an item the kind inside it: <c>event_msg/task_started</c>.</summary>
    public string Kind => Payload.ValueKind == JsonValueKind.Object && Type is "event_msg" or "response_item"
        ? $"{Type}/{Payload.GetProperty("type").GetString()}"
        : Type;
}

/// <summary>Reads rollout files by a JSON parser, independently of the store under test.</summary>
internal static class CodexRollout
{
    /// <summary>All lines; a line that is not JSON fails.</summary>
    public static IReadOnlyList<CodexRolloutLine> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    private static CodexRolloutLine Parse(string text)
    {
        var line = JsonElement.Parse(text);
        long? ordinal = line.TryGetProperty("ordinal", out var value) ? value.GetInt64() : null;
        return new CodexRolloutLine(text, ordinal, line.GetProperty("timestamp").GetDateTimeOffset(), line.GetProperty("type").GetString()!, line.GetProperty("payload"));
    }
}
