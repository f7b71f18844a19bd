using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ThreadStore.History;

namespace ThreadStore.Conformance.InMemory;

/// <summary>The turns and items of a thread, by a plain reading of its lines.</summary>
internal sealed class MemoryTurns
{
    private readonly List<Turn> _turns = [];
    private readonly Dictionary<(string Turn, string Id), int> _places = [];
    private readonly bool _isLegacy;
    private Turn? _open;
    private int _numbered;

    private MemoryTurns(bool isLegacy) => _isLegacy = isLegacy;

    /// <summary>All items, in the order of the log.</summary>
    public List<ThreadItem> Items { get; } = [];

    /// <summary>Reads a history, ancestors' lines first.</summary>
    public static MemoryTurns Read(IEnumerable<(MemoryThread Thread, MemoryLine Line, int Index)> history, bool isLegacy)
    {
        var turns = new MemoryTurns(isLegacy);
        foreach (var (thread, line, index) in history.Where(static one => one.Line.TypeName == "event_msg"))
        {
            using var json = JsonDocument.Parse(line.Payload);
            turns.Take(json.RootElement, thread.Id, line, index);
        }

        return turns;
    }

    /// <summary>All turns, in the order of the log, with the items that are asked for.</summary>
    /// <param name="which">Which items they carry.</param>
    /// <param name="isWritten">Somebody writes the thread, and so may end its newest turn.</param>
    public List<ThreadTurn> Turns(TurnItems which, bool isWritten) => _turns.ConvertAll(turn => new ThreadTurn
    {
        Id = turn.Id,
        Status = turn.Status ?? (isWritten && turn == _turns[^1] ? TurnStatus.InProgress : TurnStatus.Interrupted),
        StartedAt = Seconds(turn.StartedAt),
        CompletedAt = Seconds(turn.CompletedAt),
        Duration = turn.DurationMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        Items = which switch
        {
            TurnItems.None => [],
            TurnItems.Full => [.. Items.Where(item => item.TurnId == turn.Id)],
            _ => Summary(turn),
        },
    });

    private List<ThreadItem> Summary(Turn turn)
    {
        var items = Items.Where(item => item.TurnId == turn.Id).ToList();
        var first = items.Find(static item => item.Type == "userMessage");
        var last = turn.Status is null && !_isLegacy ? null : items.FindLast(static item => item.Type == "agentMessage");
        return [.. items.Where(item => item == first || item == last)];
    }

    private void Take(JsonElement payload, ThreadId log, MemoryLine line, int index)
    {
        switch (payload.Text("type"))
        {
            case "task_started" when payload.Text("turn_id") is { } id:
                Start(id, payload);
                break;
            case "task_complete":
                End(payload, payload.At("error") is { ValueKind: JsonValueKind.Object } ? TurnStatus.Failed : TurnStatus.Completed);
                break;
            case "turn_aborted":
                End(payload, TurnStatus.Interrupted);
                break;
            case "item_completed" when !_isLegacy && payload.At("item") is { ValueKind: JsonValueKind.Object } item && item.Text("id") is { } id:
                Add(id, item.Text("type") ?? "", payload.Text("turn_id"), item, log, line, index);
                break;
            case "user_message" when _isLegacy:
                Add($"item-{++_numbered}", "UserMessage", _open?.Id, payload, log, line, index);
                break;
            case "agent_message" when _isLegacy && payload.Text("message") is not null:
                Add($"item-{++_numbered}", "AgentMessage", _open?.Id, payload, log, line, index);
                break;
        }
    }

    private void Start(string id, JsonElement payload)
    {
        if (_turns.Find(turn => turn.Id == id) is not { } turn)
        {
            turn = new Turn(id);
            _turns.Add(turn);
        }

        _open = turn;
        turn.StartedAt = turn.Status is null ? payload.Number("started_at") : turn.StartedAt;
    }

    // The first end counts; what it says replaces what the start said.
    private void End(JsonElement payload, TurnStatus status)
    {
        var id = payload.Text("turn_id");
        var turn = _turns.Find(turn => turn.Id == id);
        if (turn is null && id is not null && !_isLegacy)
        {
            turn = new Turn(id);
            _turns.Add(turn);
        }

        if (turn is { Status: null })
        {
            (turn.Status, turn.StartedAt, turn.CompletedAt, turn.DurationMs) = (status, payload.Number("started_at"), payload.Number("completed_at"), payload.Number("duration_ms"));
        }

        _open = _open == turn ? null : _open;
    }

    // An item that comes again keeps its place.
    private void Add(string id, string type, string? turn, JsonElement source, ThreadId log, MemoryLine line, int index)
    {
        if (type.Length == 0 || turn is null)
        {
            return;
        }

        type = char.ToLowerInvariant(type[0]) + type[1..];
        var item = new ThreadItem
        {
            Id = id,
            Type = type,
            TurnId = turn,
            Json = Encoding.UTF8.GetBytes(ToJson(type, id, source).ToJsonString()),
            Timestamp = line.TimestampMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
            Ordinal = line.Ordinal,
            Log = log,
            Offset = index,
        };
        if (_places.TryGetValue((turn, id), out var place))
        {
            Items[place] = item with { Timestamp = Items[place].Timestamp, Ordinal = Items[place].Ordinal, Log = Items[place].Log, Offset = Items[place].Offset };
        }
        else
        {
            _places.Add((turn, id), Items.Count);
            Items.Add(item);
        }
    }

    // Messages as they are shown, in both modes; of other kinds what they are, and no more.
    private static JsonObject ToJson(string type, string id, JsonElement source)
    {
        var text = source.Text("message") ?? (source.At("content") is { ValueKind: JsonValueKind.Array } content ? string.Concat(content.EnumerateArray().Select(static part => part.Text("text"))) : "");
        var json = new JsonObject { ["type"] = type, ["id"] = id };
        if (type is "agentMessage")
        {
            json["text"] = text;
        }
        else if (type is "userMessage")
        {
            json["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text, ["text_elements"] = new JsonArray() });
        }

        return json;
    }

    private static DateTimeOffset? Seconds(long? seconds) => seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value) : null;

    private sealed class Turn(string id)
    {
        public string Id { get; } = id;

        public TurnStatus? Status { get; set; }

        public long? StartedAt { get; set; }

        public long? CompletedAt { get; set; }

        public long? DurationMs { get; set; }
    }
}
