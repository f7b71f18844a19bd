using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace ThreadStore.Fuzz.Mutation;

/// <summary>The lines that inputs are made of: those that the real Codex wrote, and some by hand for what these lack.</summary>
internal static class Corpus
{
    /// <summary>The thread of the lines by hand, and of the logs that are made of any lines.</summary>
    internal const string Id = "01a1fcb7-7132-7b11-bcb0-144749e5c184";

    private const string Time = "\"timestamp\":\"2026-11-21T06:08:10.743Z\"";

    /// <summary>The sample rollouts, whole.</summary>
    internal static IReadOnlyList<(string Name, byte[] Bytes)> Rollouts { get; } =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples", "rollouts"), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .Select(static path => (Path.GetFileName(path), File.ReadAllBytes(path))),
    ];

    /// <summary>Every line, without its LF.</summary>
    internal static IReadOnlyList<byte[]> Lines { get; } = [.. Samples(), .. Enumerable.Repeat(ByHand(), 12).SelectMany(static lines => lines)];

    /// <summary>The same lines as trees.</summary>
    internal static IReadOnlyList<JsonTree> Trees { get; } = [.. Lines.Select(static line => JsonTree.Parse(line))];

    /// <summary>The lines as trees in which a projection finds something.</summary>
    internal static IReadOnlyList<JsonTree> TellingTrees { get; } = [.. ByHand().Select(static line => JsonTree.Parse(line))];

    private static IEnumerable<byte[]> Samples() =>
        Rollouts.SelectMany(static rollout => Encoding.UTF8.GetString(rollout.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<byte[]> ByHand()
    {
        string[] lines =
        [
            Line("session_meta", $$"""{"id":"{{Id}}","timestamp":"2026-11-21T06:08:10.000Z","cwd":"/w","originator":"o","cli_version":"1","source":{"subagent":"x"},"thread_source":"user","model_provider":"p","history_mode":"paginated","git":{"commit_hash":"abc","branch":"main","repository_url":"https://user:secret@example.com/r.git"},"memory_mode":"disabled","agent_nickname":"n","agent_role":"r","agent_path":"/a","forked_from_id":"01a1fcb8-0000-7000-8000-00000000000a","parent_thread_id":"01a1fcb8-0000-7000-8000-00000000000b","history_base":{"thread_id":"01a1fcb8-0000-7000-8000-00000000000a","end_ordinal_exclusive":1,"end_byte_offset":100} }"""),
            Line("session_meta", $$"""{"id":"01a1fcb8-0000-7000-8000-00000000000a","timestamp":"2026-11-21T06:08:09.000Z","cwd":"/other","memory_mode":"enabled"}"""),
            Line("turn_context", """{"cwd":"/w2","approval_policy":"never","permission_profile":{"type":"managed","list":[1,2]},"model":"m","effort":"high"}"""),
            Line("event_msg", """{"type":"user_message","message":"<x>## My request for Codex:\n do it ","images":["a"],"local_images":[]}"""),
            Line("event_msg", """{"type":"item_completed","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"one "},{"type":"image","url":"x"},{"type":"text","text":"two"}]} }"""),
            Line("event_msg", """{"type":"thread_goal_updated","goal":{"objective":"the goal"}}"""),
            Line("event_msg", """{"type":"thread_name_updated","thread_name":"a name"}"""),
            Line("event_msg", """{"type":"token_count","info":{"total_token_usage":{"total_tokens":1234}}}"""),
            Line("event_msg", """{"type":"task_started","turn_id":"t1","started_at":1}"""),
            Line("event_msg", """{"type":"thread_settings_applied","thread_settings":{"model":"m2","model_provider_id":"p2","reasoning_effort":"low","cwd":"/w3","approval_policy":{"x":1},"permission_profile":"read"}}"""),
            Line("threadstore_metadata", $$$"""{"v":1,"thread_id":"{{{Id}}}","name":"named","memory_mode":null,"git":{"sha":"s","branch":"","origin_url":"ssh://git:pw@h/r"},"labels":{"k":"v"},"archived_at":"2026-11-21T06:08:11Z","facts":{"options":{"label":"L","priority":2} } }"""),
            Line("response_item", """{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]},"metadata":{"m":{"n":1}}""".TrimEnd('}') + "}}"),
            Line("compacted", """{"message":"summary","replacement_history":[]}"""),
            Line("turn_context", $$$"""{"id":"{{{Id}}}","first":"f","second":"s","flag":"yes","switch":true,"n":{"number":8,"text":"inner"},"v":1,"when":"2026-11-21T06:00:05.000Z"}"""),
            Line("event_msg", """{"type":"x","v":1,"flag":"yes","first":"g","text":"t","mixed":{"a":[1]},"n":{"number":-3},"parts":[{"kind":"text","body":{"text":"A"}},{"kind":"image"}],"words":["one ","two"],"when":"2026-11-21T06:00:01.5Z"}"""),
        ];
        return lines.Select(Encoding.UTF8.GetBytes);
    }

    private static string Line(string type, string payload) => "{" + $"{Time},\"type\":\"{type}\",\"payload\":{payload}" + "}";
}
