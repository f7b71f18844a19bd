using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ThreadStore.Peer;

namespace ThreadStore.Interop.History;

/// <summary>A rollout that no Codex would write of itself, event by event: what a reader makes of it is to be compared.</summary>
internal sealed class OddRollout
{
    private const string Times = """{"started_at_ms":1000,"completed_at_ms":2000}""";

    private readonly StringBuilder _text = new();
    private readonly bool _isLegacy;
    private int _minute;

    private OddRollout(bool isLegacy, long firstOrdinal)
    {
        _isLegacy = isLegacy;
        Ordinal = firstOrdinal;
        ThreadId = Guid.CreateVersion7().ToString();
    }

    public string ThreadId { get; }

    /// <summary>The number of the next line.</summary>
    public long Ordinal { get; private set; }

    public static OddRollout Paginated(CodexHome home) => new OddRollout(isLegacy: false, 0).Meta(home, []);

    public static OddRollout Legacy(CodexHome home) => new OddRollout(isLegacy: true, 0).Meta(home, []);

    /// <summary>Goes on behind the first lines of another thread, by reference.</summary>
    public static OddRollout ForkOf(CodexHome home, string threadId, long endOrdinal, long endOffset) =>
        new OddRollout(isLegacy: false, endOrdinal).Meta(home, new JsonObject
        {
            ["forked_from_id"] = threadId,
            ["forked_from_ordinal_exclusive"] = endOrdinal,
            ["history_base"] = new JsonObject { ["thread_id"] = threadId, ["end_ordinal_exclusive"] = endOrdinal, ["end_byte_offset"] = endOffset },
        });

    /// <summary>A turn's begin, with further fields.</summary>
    public OddRollout Start(string turn, string more = "{}") => Event("task_started", Merged($$"""{"turn_id":"{{turn}}"}""", more));

    public OddRollout Complete(string turn, string more = "{}") => Event("task_complete", Merged($$"""{"turn_id":"{{turn}}"}""", more));

    public OddRollout Abort(string turn, string more = "{}") => Event("turn_aborted", Merged($$"""{"turn_id":"{{turn}}","reason":"interrupted"}""", more));

    public OddRollout User(string turn, string id, string text, string times = Times) => Item(
        turn, Merged($$"""{"type":"UserMessage","id":"{{id}}"}""", $$"""{"content":[{"type":"text","text":"{{text}}","text_elements":[]}]}"""), times);

    public OddRollout Agent(string turn, string id, string text, string? phase = null, string times = Times) => Item(
        turn,
        Merged($$"""{"type":"AgentMessage","id":"{{id}}","content":[{"type":"Text","text":"{{text}}"}]}""", phase is null ? "{}" : $$"""{"phase":"{{phase}}"}"""),
        times);

    /// <summary>An item as raw JSON.</summary>
    public OddRollout Item(string turn, string item, string times = Times) => Event(
        "item_completed", Merged($$"""{"thread_id":"{{ThreadId}}","turn_id":"{{turn}}","item":{{item}}}""", times));

    /// <summary>An event with its fields.</summary>
    public OddRollout Event(string type, string fields = "{}") => Line("event_msg", Merged($$"""{"type":"{{type}}"}""", fields));

    public OddRollout Line(string type, string payload)
    {
        Line(_isLegacy ? null : Ordinal, type, payload);
        Ordinal++;
        return this;
    }

    /// <summary>A line with any number, or none. The numbers of later lines go on as if it were not there.</summary>
    public OddRollout Line(long? ordinal, string type, string payload)
    {
        var number = ordinal is { } value ? string.Create(CultureInfo.InvariantCulture, $",\"ordinal\":{value}") : string.Empty;
        return Raw($$"""{"timestamp":"{{Time()}}"{{number}},"type":"{{type}}","payload":{{payload}}}""");
    }

    /// <summary>Goes on with another number.</summary>
    public OddRollout From(long ordinal)
    {
        Ordinal = ordinal;
        return this;
    }

    /// <summary>Anything at all, up to the end of its line.</summary>
    public OddRollout Raw(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>Writes the file where Codex looks for it and returns its length.</summary>
    public long WriteTo(CodexHome home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Sessions, "2026", "11", "21")).FullName;
        var bytes = Encoding.UTF8.GetBytes(_text.ToString());
        File.WriteAllBytes(Path.Combine(folder, $"rollout-2026-11-21T06-08-46-{ThreadId}.jsonl"), bytes);
        return bytes.Length;
    }

    // Both objects' fields, as they are spelled.
    private static string Merged(string first, string second) => second == "{}" ? first : $"{first[..^1]},{second[1..]}";

    private OddRollout Meta(CodexHome home, JsonObject more)
    {
        var meta = new JsonObject
        {
            ["id"] = ThreadId,
            ["timestamp"] = "2026-11-21T06:08:46.580Z",
            ["cwd"] = home.Repository,
            ["originator"] = "threadstore",
            ["cli_version"] = "0.1.0",
            ["source"] = "cli",
            ["model_provider"] = CodexConfig.Provider,
            ["history_mode"] = _isLegacy ? "legacy" : "paginated",
        };
        foreach (var (key, value) in more)
        {
            meta[key] = value?.DeepClone();
        }

        return Line("session_meta", meta.ToJsonString());
    }

    private string Time() => string.Create(CultureInfo.InvariantCulture, $"2026-11-21T06:{_minute++ % 60:00}:46.694Z");
}
