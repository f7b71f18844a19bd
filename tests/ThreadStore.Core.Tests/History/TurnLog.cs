using System;
using System.Collections.Generic;
using System.Globalization;

namespace ThreadStore.History;

/// <summary>Lines of paginated logs with everything that is odd about them: turns that never end or end twice, items written again, late or for nobody's turn, bad lines.</summary>
internal sealed class TurnLog
{
    private const string Time = "2026-11-21T06:08:10.743Z";

    private readonly Random _random;
    private readonly string _turns;
    private int _turn;
    private int _number;

    /// <summary>The same seed gives the same lines; the ids of turns are plain, or UUIDs in the order of time.</summary>
    public TurnLog(int seed)
    {
        _random = new Random(seed);
        _turns = seed % 3 == 0 ? "t" : "01a1fcb8-2bc1-7840-b79b-0000000000";
    }

    public static string Meta(ThreadId id, string more = "", string mode = "paginated") =>
        Line(mode == "paginated" ? 0 : -1, "session_meta", $$"""{"id":"{{id}}","timestamp":"{{Time}}","history_mode":"{{mode}}"{{more}}}""");

    public static string Fork(ThreadId id, ThreadId parent, long end) =>
        Meta(id, string.Create(CultureInfo.InvariantCulture, $$""","forked_from_id":"{{parent}}","history_base":{"thread_id":"{{parent}}","end_ordinal_exclusive":1,"end_byte_offset":{{end}}}"""));

    public static string Line(long ordinal, string type, string payload) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{Time}}",{{(ordinal < 0 ? "" : $"\"ordinal\":{ordinal},")}}"type":"{{type}}","payload":{{payload}}}""");

    public static string Started(long ordinal, string turn) => Line(ordinal, "event_msg", $$"""{"type":"task_started","turn_id":"{{turn}}","started_at":{{ordinal + 1}}}""");

    public static string Completed(long ordinal, string turn) => Line(ordinal, "event_msg", $$"""{"type":"task_complete","turn_id":"{{turn}}","completed_at":{{ordinal + 1}}}""");

    public static string Aborted(long ordinal, string turn) => Line(ordinal, "event_msg", $$"""{"type":"turn_aborted","turn_id":"{{turn}}","reason":"interrupted"}""");

    public static string User(long ordinal, string turn, string id, string text) => Line(
        ordinal, "event_msg", $$"""{"type":"item_completed","turn_id":"{{turn}}","item":{"type":"UserMessage","id":"{{id}}","content":[{"type":"text","text":"{{text}}"}]}""" + "}");

    public static string Agent(long ordinal, string turn, string id, string text, string phase = "null") => Line(
        ordinal, "event_msg", $$"""{"type":"item_completed","turn_id":"{{turn}}","item":{"type":"AgentMessage","id":"{{id}}","content":[{"type":"Text","text":"{{text}}"}],"phase":{{phase}}}""" + "}");

    /// <summary>Lines also name turns that begin later.</summary>
    public bool IsAheadOfTime { get; init; } = true;

    /// <summary>The next so many lines.</summary>
    public List<string> Next(int count)
    {
        var lines = new List<string>();
        while (count-- > 0)
        {
            lines.Add(NextLine(_number++));
        }

        return lines;
    }

    private string NextLine(int number)
    {
        var turn = Turn(_random.Next(5) == 0 ? _random.Next(_turn + (IsAheadOfTime ? 3 : 1)) : _turn);
        var text = $"n{number}";
        switch (_random.Next(16))
        {
            case 0 or 1:
                return Started(number, Turn(++_turn));
            case 2:
                return Started(number, turn);
            case 3 or 4:
                return Completed(number, turn);
            case 5:
                return Aborted(number, turn);
            case 6:
                return Line(number, "event_msg", $$"""{"type":"item_completed","turn_id":"{{turn}}","item":{"type":"Mystery","id":"i{{_random.Next(6)}}"}""" + "}");
            case 7:
                return _random.Next(2) == 0 ? "no line" : "";
            case 8:
                return Line(number, "response_item", """{"type":"message","role":"user","content":[]}""");
            case 9:
                return Started(number, Turn(++_turn)) + User(number, Turn(_turn), "i0", text);
            case 10 or 11:
                return User(_random.Next(4) == 0 ? number - 1 : number, turn, $"i{_random.Next(6)}", text);
            default:
                return Agent(number, turn, $"i{_random.Next(6)}", text, _random.Next(3) switch { 0 => "\"final_answer\"", 1 => "\"commentary\"", _ => "null" });
        }
    }

    private string Turn(int number) => string.Create(CultureInfo.InvariantCulture, $"{_turns}{number:x2}");
}
