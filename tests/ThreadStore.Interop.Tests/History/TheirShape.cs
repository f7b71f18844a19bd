using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ThreadStore.History;

namespace ThreadStore.Interop.History;

/// <summary>Our turns and items written as the real program answers them, so that the two can be compared as JSON, key by key.</summary>
internal static class TheirShape
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One element of <c>data</c> in an answer, spelled in one way whoever wrote it.</summary>
    public static string Spell(JsonElement theirs) => Spell(JsonNode.Parse(theirs.GetRawText()));

    public static IReadOnlyList<string> Spell(IEnumerable<ThreadTurn> turns, TurnItems view) => [.. turns.Select(turn => Spell(ToJson(turn, view)))];

    public static IReadOnlyList<string> Spell(IEnumerable<ThreadItem> items) => [.. items.Select(static item => Spell(ToJson(item)))];

    /// <summary>The name of a view in the parameters and answers of <c>thread/turns/list</c>.</summary>
    public static string NameOf(TurnItems view) => view switch
    {
        TurnItems.Full => "full",
        TurnItems.None => "notLoaded",
        _ => "summary",
    };

    private static JsonObject ToJson(ThreadTurn turn, TurnItems view) => new()
    {
        ["id"] = turn.Id,
        ["rootTurnId"] = turn.RootId,
        ["items"] = new JsonArray([.. turn.Items.Select(static item => JsonNode.Parse(item.Json.Span))]),
        ["itemsView"] = NameOf(view),
        ["status"] = turn.Status switch
        {
            TurnStatus.InProgress => "inProgress",
            TurnStatus.Completed => "completed",
            TurnStatus.Interrupted => "interrupted",
            TurnStatus.Failed => "failed",
            _ => throw new InvalidOperationException($"Unknown status {turn.Status}."),
        },
        ["error"] = turn.Error is null ? null : JsonNode.Parse(turn.Error),
        ["startedAt"] = turn.StartedAt?.ToUnixTimeSeconds(),
        ["completedAt"] = turn.CompletedAt?.ToUnixTimeSeconds(),
        ["durationMs"] = turn.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
    };

    // The times stand twice in an entry: in the item, and beside it.
    private static JsonObject ToJson(ThreadItem item)
    {
        var json = JsonNode.Parse(item.Json.Span)!.AsObject();
        return new JsonObject
        {
            ["turnId"] = item.TurnId,
            ["item"] = json,
            ["startedAtMs"] = json["startedAtMs"]?.DeepClone(),
            ["completedAtMs"] = json["completedAtMs"]?.DeepClone(),
        };
    }

    private static string Spell(JsonNode? node) => node?.ToJsonString(s_readable) ?? "null";
}
