using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using FsCheck;

namespace ThreadStore.Projection;

/// <summary>Generates logs: every line kind, odd values, clocks that run backwards, foreign ids, broken payloads, a host's facts.</summary>
internal static class LogGenerator
{
    public static readonly ThreadId Id = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    private const string OtherId = "01a1fcb7-7132-7b11-bcb0-144749e5c185";

    private static readonly Gen<string> s_plain = Gen.Elements("a", "gpt-5", "main", "/home/dev/proj", "never", "legacy", "paginated", "exec");

    private static readonly Gen<string> s_odd = Gen.Elements(
        string.Empty, " ", "\n\t ", "two words", "é😀漢字", "\u2003 wide \u3000", "quote \" and \\ back", "\ud83d", "nul \0 here", "ctrl \u0001",
        "before ## My request for Codex: after ", "## My request for Codex:", new string('x', 256), new string('x', 257), new string('é', 700),
        "https://user:pass@example.com/r.git", "ssh://git@example.com/r.git");

    // A JSON string, or one of the other kinds of value.
    private static readonly Gen<string> s_text = Gen.Frequency(
        System.Tuple.Create(6, s_plain.Select(Quote)),
        System.Tuple.Create(4, s_odd.Select(Quote)),
        System.Tuple.Create(1, Gen.Elements("null", "7", "true", "{\"a\":{\"b\":[1,\"}\"]}}", "[]", "\"\\ud83d\\u0041\"", "\"\\u0000\"")));

    private static readonly Gen<string> s_id = Gen.Frequency(
        System.Tuple.Create(5, Gen.Constant(Quote(Id.ToString()))),
        System.Tuple.Create(1, Gen.Elements(Quote(OtherId), "\"x\"", "null")));

    private static readonly Gen<string> s_flag = Gen.Elements("true", "false", "null", "1");

    private static readonly Gen<string> s_time =
        from kind in Gen.Choose(0, 12)
        from ms in Gen.Choose(0, 40)
        select kind switch
        {
            0 => "\"noon\"",
            1 => "\"1969-12-31T23:59:59.999Z\"",
            _ => $"\"2026-11-21T06:08:10.{ms.ToString("000", CultureInfo.InvariantCulture)}Z\"",
        };

    public static Gen<List<string>> Log { get; } =
        from lines in Gen.ListOf(Line())
        select lines.ToList();

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    private static Gen<string> Line() => Gen.Frequency(
        System.Tuple.Create(3, Envelope("session_meta", SessionMeta())),
        System.Tuple.Create(3, Envelope("turn_context", Object(
            ("cwd", s_text), ("model", s_text), ("effort", s_text), ("approval_policy", s_text), ("permission_profile", s_text), ("flagged", s_flag)))),
        System.Tuple.Create(2, Envelope("event_msg", Event("thread_settings_applied", ("thread_settings", Object(
            ("model", s_text), ("model_provider_id", s_text), ("approval_policy", s_text), ("permission_profile", s_text), ("reasoning_effort", s_text), ("cwd", s_text)))))),
        System.Tuple.Create(3, Envelope("event_msg", Event("user_message", ("message", s_text), ("images", Gen.Elements("[]", "[1]", "null")), ("local_images", Gen.Elements("[]", "[ ]", "[\"x\"]"))))),
        System.Tuple.Create(4, Envelope("event_msg", Event("item_completed", ("item", Item())))),
        System.Tuple.Create(2, Envelope("event_msg", Event("token_count", ("info", Gen.Elements("null", "{}", Tokens(5), Tokens(-3), Tokens(7_000_000_000), Output(12), Output(-4), "{\"total_token_usage\":{\"total_tokens\":1.5}}"))))),
        System.Tuple.Create(2, Envelope("event_msg", Event("task_started", ("turn_id", s_text)))),
        System.Tuple.Create(1, Envelope("event_msg", Event("thread_goal_updated", ("goal", Object(("objective", s_text)))))),
        System.Tuple.Create(2, Envelope("event_msg", Event("thread_name_updated", ("thread_name", s_text)))),
        System.Tuple.Create(3, Envelope("threadstore_metadata", Journal())),
        System.Tuple.Create(2, Envelope("response_item", Object(("role", s_text), ("content", s_text)))),
        System.Tuple.Create(2, Envelope("response_item", Event("function_call", ("name", s_text)))),
        System.Tuple.Create(2, Envelope("event_msg", Event("error", ("message", Gen.Frequency(
            System.Tuple.Create(3, s_text), System.Tuple.Create(1, Gen.Constant(Quote(RunFacts.Poison)))))))),
        System.Tuple.Create(1, Envelope("event_msg", Gen.Elements("{\"type\":\"token_count\",\"info\":{", "{\"type\":\"user_message\",\"message\":\"x\",}", "{\"cwd\":\"/x\" \"a\"}"))),
        System.Tuple.Create(1, Gen.Elements(string.Empty, "\0\0", "garbage", "{\"timestamp\":\"2026-11-21T06:08:10.", "{}")));

    private static Gen<string> SessionMeta() => Object(
        ("session_id", s_id), ("id", s_id), ("timestamp", s_time), ("cwd", s_text), ("originator", s_text), ("cli_version", s_text), ("source", s_text),
        ("thread_source", s_text), ("model_provider", s_text), ("agent_nickname", s_text), ("agent_role", s_text), ("agent_path", s_text),
        ("forked_from_id", s_id), ("parent_thread_id", s_id), ("memory_mode", s_text), ("history_mode", s_text),
        ("git", Object(("commit_hash", s_text), ("branch", s_text), ("repository_url", s_text))),
        ("history_base", Object(("thread_id", s_id), ("end_byte_offset", Gen.Elements("0", "58153", "null")))));

    private static Gen<string> Journal() => Object(
        ("v", Gen.Frequency(System.Tuple.Create(6, Gen.Constant("1")), System.Tuple.Create(1, Gen.Elements("2", "\"1\"")))),
        ("thread_id", s_id), ("name", s_text), ("git", Object(("sha", s_text), ("branch", s_text), ("origin_url", s_text))), ("memory_mode", s_text),
        ("labels", Gen.Elements("{}", "null", "{\"a\":\"b\"}", "{\"a\":\"é\",\"c\":\"\"}", "7", "\"x\"")), ("archived_at", Gen.OneOf(s_time, Gen.Constant("null"))),
        ("facts", Object(("runs", Object(("label", s_text), ("priority", Gen.Elements("1", "-7", "null", "\"3\"", "9223372036854775807")))))));

    private static Gen<string> Item() =>
        from type in Gen.Frequency(System.Tuple.Create(4, Gen.Constant("UserMessage")), System.Tuple.Create(1, Gen.Constant("AgentMessage")))
        from parts in Gen.ListOf(Object(("type", Gen.Elements("\"text\"", "\"image\"", "\"local_image\"", "\"audio\"")), ("text", s_text)))
        from typeFirst in Gen.Elements(true, false)
        let content = "\"content\":[" + string.Join(',', parts) + "]"
        select typeFirst ? $"{{\"type\":\"{type}\",{content}}}" : $"{{{content},\"type\":\"{type}\"}}";

    private static string Tokens(long total) =>
        $"{{\"total_token_usage\":{{\"input_tokens\":1,\"total_tokens\":{total.ToString(CultureInfo.InvariantCulture)}}},\"last_token_usage\":null}}";

    private static string Output(long tokens) =>
        $"{{\"last_token_usage\":{{\"output_tokens\":{tokens.ToString(CultureInfo.InvariantCulture)}}},\"total_token_usage\":{{\"total_tokens\":9}}}}";

    private static Gen<string> Envelope(string type, Gen<string> payload) =>
        from time in s_time
        from json in payload
        select $"{{\"timestamp\":{time},\"type\":\"{type}\",\"payload\":{json}}}";

    private static Gen<string> Event(string type, params (string Name, Gen<string> Value)[] properties) =>
        from rest in Object(properties)
        select $"{{\"type\":\"{type}\"{(rest.Length > 2 ? "," : string.Empty)}{rest[1..]}";

    // Each property is there or not.
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] properties) =>
        properties.Aggregate(
            Gen.Constant(string.Empty),
            static (before, property) =>
                from text in before
                from isThere in Gen.Choose(0, 3)
                from value in property.Value
                select isThere == 0 ? text : $"{text}{(text.Length > 0 ? "," : string.Empty)}\"{property.Name}\":{value}")
            .Select(static inside => "{" + inside + "}");
}
