using System;
using System.Text.Json.Nodes;

namespace ThreadStore.History;

/// <summary>Turns and items in the JSON in which Codex answers them.</summary>
internal static class AnswerJson
{
    public static JsonObject Of(ThreadTurn turn, string view)
    {
        var items = new JsonArray();
        foreach (var item in turn.Items)
        {
            items.Add(JsonNode.Parse(item.Json.Span));
        }

        return new JsonObject
        {
            ["id"] = turn.Id,
            ["rootTurnId"] = turn.RootId,
            ["items"] = items,
            ["itemsView"] = view,
            ["status"] = StatusOf(turn.Status),
            ["error"] = turn.Error is null ? null : JsonNode.Parse(turn.Error),
            ["startedAt"] = turn.StartedAt?.ToUnixTimeSeconds(),
            ["completedAt"] = turn.CompletedAt?.ToUnixTimeSeconds(),
            ["durationMs"] = turn.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
        };
    }

    public static JsonObject Of(ThreadItem item)
    {
        var json = JsonNode.Parse(item.Json.Span)!;
        return new JsonObject
        {
            ["turnId"] = item.TurnId,
            ["item"] = json,
            ["startedAtMs"] = json["startedAtMs"]?.DeepClone(),
            ["completedAtMs"] = json["completedAtMs"]?.DeepClone(),
        };
    }

    private static string StatusOf(TurnStatus status) => status switch
    {
        TurnStatus.InProgress => "inProgress",
        TurnStatus.Completed => "completed",
        TurnStatus.Interrupted => "interrupted",
        TurnStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
