using System.Collections.Generic;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

/// <content>The cases. Turn and item ids are short, so that a difference can be read.</content>
public sealed partial class OddHistories
{
    private static readonly string[] s_pagedLegacyNames =
    [
        "legacy without turns", "legacy turns without an end", "legacy two questions in a turn", "legacy orphans", "legacy end without a start",
        "legacy end of another turn", "legacy errors", "legacy completed items", "legacy rollback", "legacy two ends",
        "legacy reasoning", "legacy tools", "legacy reviews", "legacy empty texts", "legacy bad lines", "legacy compactions", "legacy phases",
    ];

    public static TheoryData<string> PaginatedNames { get; } =
    [
        "two turns without an end", "turns without times", "the same item twice", "the same item as another kind", "the same item in two turns",
        "item started only", "items before and behind turns", "two ends", "aborted, then completed", "two starts", "ends without starts",
        "a start behind its end", "errors", "aborts of every reason", "phases", "an answer without an end", "an answer before its question",
        "bad lines", "an unknown kind", "a gap in the numbers", "items without times", "events of the other mode",
        "a rollback", "commands", "changes of files", "calls of tools", "searches", "messages of every part", "reviews", "other kinds",
        "a last message without an item", "a turn that starts before another that came first", "an empty text",
    ];

    /// <summary>Those that Codex can list page by page: its cursor for legacy threads is a turn's id, and does not get past one that is there twice.</summary>
    public static TheoryData<string> PagedLegacyNames { get; } = [.. s_pagedLegacyNames];

    public static TheoryData<string> LegacyNames { get; } = [.. s_pagedLegacyNames, "legacy start behind its end"];

    private static Dictionary<string, OddRollout> Paginated(CodexHome home)
    {
        OddRollout New() => OddRollout.Paginated(home);
        var parent = New().Start("t1", """{"started_at":1}""").User("t1", "u1", "one").Complete("t1").Start("t2").User("t2", "u2", "two");
        var cutOrdinal = parent.Ordinal;
        var cutOffset = parent.WriteTo(home);
        parent.Agent("t2", "a2", "behind the cut").Complete("t2");
        var fork = OddRollout.ForkOf(home, parent.ThreadId, cutOrdinal, cutOffset).Start("t3").User("t3", "u3", "three");
        var forkOrdinal = fork.Ordinal;
        var forkOffset = fork.WriteTo(home);
        fork.Complete("t3");
        return new Dictionary<string, OddRollout>
        {
            ["two turns without an end"] = New().Start("t1", """{"started_at":100}""").User("t1", "u1", "one").Start("t2", """{"started_at":200}""").User("t2", "u2", "two"),
            ["turns without times"] = New().Start("t1").User("t1", "u1", "one").Complete("t1").Start("t2", """{"started_at":5}""").Complete("t2").Start("t3").Abort("t3"),
            ["the same item twice"] = New().Start("t1").User("t1", "u1", "one").Agent("t1", "a1", "first").User("t1", "u2", "between")
                .Agent("t1", "a1", "second", times: """{"started_at_ms":7000,"completed_at_ms":9000}""").Agent("t1", "a1", "third", times: "{}").Complete("t1"),
            ["the same item as another kind"] = New().Start("t1").Agent("t1", "x1", "first").User("t1", "x1", "second").Complete("t1"),
            ["the same item in two turns"] = New().Start("t1").Agent("t1", "a1", "A").Complete("t1").Start("t2").Agent("t2", "a1", "B").Complete("t2"),
            ["item started only"] = New().Start("t1").Event("item_started", """{"thread_id":"x","turn_id":"t1","item":{"type":"AgentMessage","id":"a1","content":[]},"started_at_ms":5}""").Complete("t1"),
            ["items before and behind turns"] = New().User("t0", "u0", "orphan").Agent("t0", "a0", "orphan's answer").Start("t1").User("t1", "u1", "one").Complete("t1")
                .Agent("t1", "a9", "behind the end").Agent("t9", "a8", "of no turn"),
            ["two ends"] = New().Start("t1", """{"started_at":1}""").User("t1", "u1", "x").Complete("t1", """{"completed_at":5,"duration_ms":5}""").Abort("t1", """{"completed_at":9,"duration_ms":9}""")
                .Complete("t1", """{"error":{"message":"late"}}"""),
            ["aborted, then completed"] = New().Start("t1", """{"started_at":1}""").Abort("t1", """{"completed_at":4}""").Complete("t1", """{"completed_at":8}"""),
            ["two starts"] = New().Start("t1", """{"started_at":1}""").User("t1", "u1", "x").Start("t1", """{"started_at":3,"root_turn_id":"r"}""").Complete("t1", """{"started_at":4,"completed_at":5}"""),
            ["ends without starts"] = New().User("t1", "u1", "x").Complete("t1", """{"started_at":1,"completed_at":5,"root_turn_id":"rr"}""").Abort("t2"),
            ["a start behind its end"] = New().Start("t1", """{"started_at":1}""").Complete("t1", """{"completed_at":2}""").Start("t1", """{"started_at":7}""").User("t1", "u1", "again"),
            ["errors"] = New().Start("t1").User("t1", "u1", "x").Event("error", """{"message":"boom","codex_error_info":"other"}""").Complete("t1")
                .Start("t2").Event("error", """{"message":"boom2","codex_error_info":{"http_connection_failed":{"http_status_code":500}}}""")
                .Start("t3").Complete("t3", """{"error":{"message":"m","codex_error_info":{"response_stream_disconnected":{"http_status_code":502}},"additional_details":"d"}}""")
                .Start("t4").Complete("t4", """{"error":{"message":"m","codex_error_info":"usage_limit_exceeded"}}""").Start("t5").Complete("t5", """{"error":{"message":"m"}}""").Start("t6").Complete("t6", """{"error":null}"""),
            ["aborts of every reason"] = New().Start("t1").User("t1", "u1", "x").Event("turn_aborted", """{"turn_id":"t1","reason":"replaced"}""").Start("t2")
                .Event("turn_aborted", """{"turn_id":"t2","reason":"review_ended"}""").Start("t3").Event("turn_aborted", """{"reason":"interrupted"}"""),
            ["phases"] = New().Start("t1").Agent("t1", "a1", "c", "commentary").Agent("t1", "a2", "n").Agent("t1", "a3", "f", "final_answer").Agent("t1", "a4", "f2", "final_answer").Agent("t1", "a5", "n2").Complete("t1")
                .Start("t2").Agent("t2", "a6", "n").Agent("t2", "a7", "c", "commentary").Complete("t2").Start("t3").User("t3", "u1", "").User("t3", "u2", "second").Complete("t3"),
            ["an answer without an end"] = New().Start("t1").User("t1", "u1", "x").Agent("t1", "a1", "c", "commentary").Agent("t1", "a2", "n").Agent("t1", "a3", "f", "final_answer"),
            ["an answer before its question"] = New().Agent("t1", "a0", "early").Start("t1", """{"started_at":3}""").User("t1", "u1", "x")
                .Complete("t1", """{"started_at":3,"completed_at":4,"duration_ms":1,"last_agent_message":"early"}"""),
            ["bad lines"] = New().Start("t1").Raw("garbage").User("t1", "u1", "x").Event("item_completed").Line(null, "threadstore_metadata", """{"v":1}""").Raw("").Agent("t1", "a1", "y").Complete("t1"),
            ["an unknown kind"] = New().Start("t1").Item("t1", """{"type":"Novelty","id":"n1","x":1}""").Agent("t1", "a1", "y").Complete("t1"),
            ["a number twice"] = Repeated(New()),
            ["a gap in the numbers"] = New().Start("t1").User("t1", "u1", "x").From(77).Agent("t1", "a1", "y").Agent("t1", "a2", "z").Complete("t1"),
            ["items without times"] = New().Start("t1").User("t1", "u1", "x", times: "{}").Agent("t1", "a1", "y", times: """{"completed_at_ms":2000}""").Complete("t1"),
            ["events of the other mode"] = New().Start("t1").Event("user_message", """{"message":"legacy","images":[]}""").Event("agent_message", """{"message":"legacy"}""").Complete("t1"),
            ["a rollback"] = New().Start("t1").User("t1", "u1", "x").Complete("t1").Start("t2").User("t2", "u2", "y").Complete("t2").Event("thread_rolled_back", """{"num_turns":1}"""),
            ["commands"] = Commands(New()),
            ["changes of files"] = New().Start("t1")
                .Item("t1", """{"type":"FileChange","id":"f1","changes":{"/b":{"type":"delete","content":"gone\n"},"/a":{"type":"update","unified_diff":"@@","move_path":"/c"},"/Ü":{"type":"add","content":""}},"status":"failed"}""")
                .Item("t1", """{"type":"FileChange","id":"f2","changes":{"/d":{"type":"update","unified_diff":"@@ -1 +1 @@\n-a\n+b\n","move_path":null}},"status":"declined","stdout":"o","stderr":"e"}""")
                .Item("t1", """{"type":"FileChange","id":"f3","changes":{}}""").Complete("t1"),
            ["calls of tools"] = New().Start("t1")
                .Item("t1", """{"type":"McpToolCall","id":"m1","server":"s","tool":"t","arguments":null,"status":"failed","error":{"message":"broken"}}""")
                .Item("t1", """{"type":"McpToolCall","id":"m2","server":"s","tool":"t","arguments":{"b":1,"a":[1.50,"x"]},"status":"completed","result":{"content":[{"type":"text","text":"ok"}],"structuredContent":{"k":1},"_meta":{"m":[]},"isError":false},"duration":{"secs":1,"nanos":999999}}""")
                .Item("t1", """{"type":"DynamicToolCall","id":"d1","tool":"x","namespace":"n","arguments":{"a":1},"status":"completed","content_items":[{"type":"inputText","text":"out"}],"success":true,"duration":{"secs":1,"nanos":5000000}}""")
                .Item("t1", """{"type":"DynamicToolCall","id":"d2","tool":"x","arguments":{},"status":"in_progress"}""").Complete("t1"),
            ["searches"] = New().Start("t1").Item("t1", """{"type":"WebSearch","id":"w1","query":"","action":{"type":"open_page","url":"https://e"}}""")
                .Item("t1", """{"type":"WebSearch","id":"w2","query":"q","action":{"type":"find_in_page","url":"u","pattern":"p"}}""")
                .Item("t1", """{"type":"WebSearch","id":"w3","query":"q","action":{"type":"search","queries":["a","b"]},"results":[{"x":1}]}""")
                .Item("t1", """{"type":"WebSearch","id":"w4","query":"q","action":{"type":"other"}}""").Item("t1", """{"type":"WebSearch","id":"w5","query":"q"}""").Complete("t1"),
            ["messages of every part"] = New().Start("t1")
                .Item("t1", """{"type":"UserMessage","id":"u1","client_id":"c1","content":[{"type":"text","text":"bare"},{"type":"text","text":"e","text_elements":[{"byte_range":{"start":0,"end":1},"placeholder":null}]},{"type":"image","image_url":"u","detail":"high"},{"type":"local_image","path":"/p"},{"type":"skill","name":"s","path":"/p"},{"type":"mention","name":"m","path":"/q"}]}""")
                .Item("t1", """{"type":"AgentMessage","id":"a1","content":[{"type":"Text","text":"x"},{"type":"Text","text":"y"}]}""")
                .Item("t1", """{"type":"Reasoning","id":"r1","summary_text":[]}""").Complete("t1"),
            ["reviews"] = New().Start("t1")
                .Item("t1", """{"type":"EnteredReviewMode","id":"e1","target":{"type":"custom","instructions":"i"},"user_facing_hint":"hint"}""")
                .Item("t1", """{"type":"ExitedReviewMode","id":"x1","review_output":{"findings":[{"title":"T","body":"B\nC","confidence_score":1.0,"priority":1,"code_location":{"absolute_file_path":"/a","line_range":{"start":1,"end":2}}}],"overall_correctness":"c","overall_explanation":"","overall_confidence_score":1}}""")
                .Item("t1", """{"type":"ExitedReviewMode","id":"x2","review_output":null}""").Complete("t1"),
            ["other kinds"] = New().Start("t1").Item("t1", """{"type":"Plan","id":"p1","text":"plan"}""").Item("t1", """{"type":"ContextCompaction","id":"c1"}""")
                .Item("t1", """{"type":"ImageView","id":"v1","path":"file:///tmp/a%20b.png"}""").Item("t1", """{"type":"ImageGeneration","id":"g1","status":"completed","result":"AAAA","revised_prompt":"p"}""")
                .Item("t1", """{"type":"SubAgentActivity","id":"s1","kind":"started","agent_thread_id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","agent_path":"/root/a"}""")
                .Item("t1", """{"type":"FunctionCallOutput","id":"o1","name":"n","output":"text"}""").Complete("t1"),
            ["a last message without an item"] = New().Start("t1").User("t1", "u1", "x").Complete("t1", """{"last_agent_message":"hello"}"""),
            ["a turn that starts before another that came first"] = New().User("t2", "u2", "early").Start("t1").Start("t2").User("t1", "u1", "x").Complete("t2").Complete("t1"),
            ["parent of odd forks"] = parent,
            ["fork inside a turn"] = fork,
            ["fork of a fork"] = OddRollout.ForkOf(home, fork.ThreadId, forkOrdinal, forkOffset).Agent("t3", "a3", "the fork's own answer").Complete("t3", """{"completed_at":9}""").Start("t4").Complete("t4"),
            ["an empty text"] = New().Start("t1").Agent("t1", "a1", "").Complete("t1"),
        };
    }

    private static OddRollout Repeated(OddRollout rollout)
    {
        rollout.Start("t1").User("t1", "u1", "x");
        return rollout.From(rollout.Ordinal - 1).Agent("t1", "a1", "lost").Agent("t1", "a2", "z").Complete("t1");
    }

    private static OddRollout Commands(OddRollout rollout) => rollout.Start("t1")
        .Item("t1", """{"type":"CommandExecution","id":"c1","command":["ls","a b","it's","$x","a\"b","","ü","a=b","~","#","a'b\"c$","-l","x*","{a}","a:b/c.d_e@f%g+h,i","a!b","a\\b","a\nb"],"cwd":"file:///tmp/x%20y","parsed_cmd":[{"type":"read","cmd":"cat x","name":"x","path":"x"},{"type":"read","cmd":"cat /x","name":"x","path":"/x"},{"type":"search","cmd":"rg a","query":"a","path":null},{"type":"list_files","cmd":"ls","path":"p"},{"type":"unknown","cmd":"x"}],"source":"agent","status":"declined"}""")
        .Item("t1", """{"type":"CommandExecution","id":"c2","command":["ls"],"cwd":"file:///tmp","parsed_cmd":[],"source":"unified_exec_interaction","status":"in_progress","aggregated_output":" ","exit_code":1,"duration":{"secs":2,"nanos":999999999}}""")
        .Item("t1", """{"type":"CommandExecution","id":"c3","process_id":"7","command":["ls"],"cwd":"file:///tmp","parsed_cmd":[],"source":"user_shell","status":"failed","aggregated_output":"","exit_code":-1,"duration":{"secs":0,"nanos":1}}""")
        .Complete("t1");

    private static Dictionary<string, OddRollout> Legacy(CodexHome home)
    {
        OddRollout New() => OddRollout.Legacy(home);
        const string One = """{"message":"one"}""";
        return new Dictionary<string, OddRollout>
        {
            ["legacy without turns"] = New().Event("user_message", """{"message":"one","images":[]}""").Event("agent_message", """{"message":"a one"}""").Event("agent_reasoning", """{"text":"r1"}""")
                .Event("agent_reasoning", """{"text":"r2"}""").Event("agent_message", """{"message":"a2"}""").Event("user_message", """{"message":"two"}""").Event("agent_message", """{"message":"b"}"""),
            ["legacy turns without an end"] = New().Start("t1", """{"started_at":100}""").Event("user_message", One).Start("t2", """{"started_at":200}""").Event("user_message", """{"message":"two"}""").Event("agent_message", """{"message":"b"}"""),
            ["legacy two questions in a turn"] = New().Start("t1").Event("user_message", One).Event("agent_message", """{"message":"a"}""").Event("user_message", """{"message":"steer","client_id":"c1"}""")
                .Event("agent_message", """{"message":"b"}""").Complete("t1"),
            ["legacy orphans"] = New().Event("agent_message", """{"message":"orphan"}""").Start("t1").Event("user_message", One).Complete("t1").Event("agent_message", """{"message":"behind"}""")
                .Event("user_message", """{"message":"new"}""").Event("agent_message", """{"message":"new a"}"""),
            ["legacy end without a start"] = New().Event("user_message", One).Complete("t1", """{"completed_at":5,"duration_ms":5}""").Abort("t2"),
            ["legacy end of another turn"] = New().Start("t1", """{"started_at":1}""").Event("user_message", One).Complete("tX", """{"completed_at":5}""").Event("agent_message", """{"message":"still t1"}"""),
            ["legacy errors"] = New().Start("t1").Event("user_message", One).Event("error", """{"message":"boom","codex_error_info":"other"}""").Complete("t1")
                .Start("t2").Event("user_message", """{"message":"two"}""").Event("error", """{"message":"boom2"}""").Start("t3").Complete("t3", """{"error":{"message":"m"}}"""),
            ["legacy completed items"] = New().Start("t1").User("t1", "u1", "x").Agent("t1", "a1", "y").Item("t1", """{"type":"Plan","id":"p1","text":"plan"}""").Complete("t1"),
            ["legacy rollback"] = New().Start("t1").Event("user_message", One).Complete("t1").Start("t2").Event("user_message", """{"message":"two"}""").Complete("t2").Event("thread_rolled_back", """{"num_turns":1}""")
                .Start("t3").Event("user_message", """{"message":"three"}""").Complete("t3"),
            ["legacy two ends"] = New().Start("t1", """{"started_at":1}""").Event("user_message", One).Complete("t1", """{"completed_at":5}""").Abort("t1", """{"completed_at":9}"""),
            ["legacy start behind its end"] = New().Start("t1", """{"started_at":1}""").Complete("t1", """{"completed_at":2}""").Start("t1", """{"started_at":7}""").Event("user_message", """{"message":"again"}"""),
            ["legacy reasoning"] = New().Start("t1").Event("user_message", One).Event("agent_reasoning", """{"text":"r1"}""").Event("agent_reasoning_raw_content", """{"text":"raw"}""").Event("agent_reasoning", """{"text":"r2"}""")
                .Event("agent_message", """{"message":"x"}""").Event("agent_reasoning", """{"text":"r3"}""").Complete("t1"),
            ["legacy tools"] = New().Start("t1")
                .Event("user_message", """{"message":"one","images":["data:x"],"local_images":["/p.png"],"text_elements":[{"byte_range":{"start":0,"end":3},"placeholder":"p"}]}""")
                .Event("image_generation_end", """{"call_id":"g1","status":"completed","revised_prompt":"x","result":"AA"}""")
                .Event("mcp_tool_call_end", """{"call_id":"m1","invocation":{"server":"s","tool":"t","arguments":null},"duration":{"secs":0,"nanos":5000000},"result":{"Err":"broken"}}""")
                .Event("patch_apply_end", """{"call_id":"p1","turn_id":"t1","stdout":"","stderr":"","success":false,"changes":{"/a":{"type":"delete","content":"g"}},"status":"failed"}""")
                .Event("mcp_tool_call_end", """{"call_id":"m2","invocation":{"server":"s2","tool":"t","arguments":{}},"duration":{"secs":0,"nanos":5000000},"result":{"Ok":{"content":[],"isError":true}}}""")
                .Event("web_search_end", """{"call_id":"w1","query":"q","action":{"type":"search","query":"q"}}""")
                .Event("mcp_tool_call_end", """{"call_id":"m1","invocation":{"server":"again","tool":"t","arguments":{}},"duration":{"secs":0,"nanos":1},"result":{"Ok":{"content":[]}}}""").Complete("t1"),
            ["legacy reviews"] = New().Start("t1").Event("entered_review_mode", """{"target":{"type":"custom","instructions":"i"},"user_facing_hint":"hint"}""").Event("entered_review_mode", """{"target":{"type":"custom","instructions":"i"}}""")
                .Event("exited_review_mode", """{"review_output":null}""").Complete("t1"),
            ["legacy empty texts"] = New().Start("t1").Event("user_message", """{"message":""}""").Event("agent_message", """{"message":""}""").Event("agent_reasoning", """{"text":""}""").Complete("t1").Start("t2").Complete("t2"),
            ["legacy bad lines"] = New().Start("t1").Raw("garbage").Event("user_message", One).Event("user_message").Raw("").Complete("t1"),
            ["legacy compactions"] = New().Start("t1").Event("user_message", One).Line("compacted", """{"message":"sum"}""").Event("context_compacted").Complete("t1"),
            ["legacy phases"] = New().Start("t1").Event("agent_message", """{"message":"c","phase":"commentary"}""").Event("agent_message", """{"message":"f","phase":"final_answer"}""").Event("agent_message", """{"message":"n"}""")
                .Event("agent_message", """{"message":"c2","phase":"commentary"}""").Complete("t1"),
        };
    }
}
