using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace ThreadStore.History;

/// <summary>Turns and items of whole paginated logs, read the slow way: every line as a document, everything held.</summary>
internal sealed class TurnOracle
{
    private readonly List<Turn> _turns = [];
    private readonly List<Item> _items = [];

    /// <summary>What the items are, in their order: turn, id, where the first line starts, what the last one says.</summary>
    public IEnumerable<(string Turn, string Id, long Offset, string Text)> Items => _items.Select(static item => (item.Turn, item.Id, item.Offset, item.Text));

    public IEnumerable<(string Id, string Status, string Full, string Summary)> Turns => _turns.Select(turn =>
    {
        var items = _items.Where(item => item.Turn == turn.Id).ToList();
        return (turn.Id, turn.End ?? "Interrupted", string.Join(' ', items.Select(static item => item.Text)), Summary(turn, items));
    });

    /// <summary>Takes the lines of one more log, up to an offset.</summary>
    public void Read(string log, long end = long.MaxValue)
    {
        long offset = 0;
        foreach (var line in log.Split('\n'))
        {
            var next = offset + Encoding.UTF8.GetByteCount(line) + 1;
            if (next <= Math.Min(end, Encoding.UTF8.GetByteCount(log)))
            {
                TakeObjects(line, offset);
            }

            offset = next;
        }
    }

    private static string Summary(Turn turn, List<Item> items)
    {
        var inTime = items.Where(item => item.IsInTime).ToList();
        var user = inTime.FirstOrDefault(static item => item.FirstKind == "UserMessage");
        var final = inTime.LastOrDefault(static item => item is { FirstKind: "AgentMessage", FirstPhase: "final_answer" })
            ?? (turn.End is null ? null : inTime.LastOrDefault(static item => item is { FirstKind: "AgentMessage", FirstPhase: null }));
        return string.Join(' ', items.Where(item => item == user || item == final).Select(static item => item.Text));
    }

    // Several objects may stand on one line.
    private void TakeObjects(string line, long offset)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var at = 0;
        while (at < bytes.Length && bytes[at] == '{')
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(at), new JsonReaderOptions { AllowMultipleValues = true });
            using var document = JsonDocument.ParseValue(ref reader);
            Take(document.RootElement, offset + at);
            at += (int)reader.BytesConsumed;
        }
    }

    private void Take(JsonElement line, long offset)
    {
        var payload = line.GetProperty("payload");
        if (line.GetProperty("type").GetString() != "event_msg" || !payload.TryGetProperty("turn_id", out var turnId))
        {
            return;
        }

        var id = turnId.GetString()!;
        var turn = _turns.Find(turn => turn.Id == id);
        switch (payload.GetProperty("type").GetString())
        {
            case "item_completed":
                Take(payload.GetProperty("item"), id, turn, offset);
                break;
            case "task_started" when turn is null:
                _turns.Add(new Turn { Id = id });
                break;
            case "task_complete":
                End(turn, id, "Completed");
                break;
            case "turn_aborted":
                End(turn, id, "Interrupted");
                break;
        }
    }

    private void End(Turn? turn, string id, string status)
    {
        if (turn is null)
        {
            _turns.Add(turn = new Turn { Id = id });
        }

        turn.End ??= status;
    }

    private void Take(JsonElement element, string turnId, Turn? turn, long offset)
    {
        var kind = element.GetProperty("type").GetString()!;
        if (kind == "Mystery")
        {
            return;
        }

        var id = element.GetProperty("id").GetString()!;
        var text = element.GetProperty("content")[0].GetProperty("text").GetString()!;
        var item = _items.Find(item => item.Turn == turnId && item.Id == id);
        if (item is null)
        {
            var phase = element.TryGetProperty("phase", out var value) ? value.GetString() : null;
            _items.Add(item = new Item { Turn = turnId, Id = id, Offset = offset, FirstKind = kind, FirstPhase = phase, IsInTime = turn is not { End: not null } });
        }

        item.Text = text;
    }

    private sealed class Turn
    {
        public required string Id { get; init; }

        public string? End { get; set; }
    }

    private sealed class Item
    {
        public required string Turn { get; init; }

        public required string Id { get; init; }

        public required long Offset { get; init; }

        public required string FirstKind { get; init; }

        public required string? FirstPhase { get; init; }

        public required bool IsInTime { get; init; }

        public string Text { get; set; } = "";
    }
}
