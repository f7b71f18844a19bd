using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;

namespace ThreadStore.Interop.History;

/// <content>What Codex is made to do.</content>
public sealed partial class CodexSessions
{
    private const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string Patch =
        """
        apply_patch <<'END'
        *** Begin Patch
        *** Add File: added.txt
        +hello
        *** Update File: changed.txt
        @@
        -old
        +new
        *** End Patch
        END
        """;

    private const string Unpatch =
        """
        apply_patch <<'END'
        *** Begin Patch
        *** Delete File: added.txt
        *** Update File: changed.txt
        *** Move to: moved.txt
        @@
        -new
        +newer
        *** End Patch
        END
        """;

    /// <summary>A prompt far above what a page or a buffer might have been sized for.</summary>
    internal static string LongPrompt { get; } = string.Concat(Enumerable.Repeat("A long prompt with ünïcödé and \"quotes\". ", 2500)).TrimEnd();

    private string DotFile => Path.Combine(Peer.Home.Repository, "dot.png");

    // Threads of codex exec: one that ended, and one whose program was killed in the middle of its turn.
    private async Task RunExecAsync()
    {
        _ids["exec"] = (await Peer.ExecAsync("Question of exec")).ThreadId;
        await Peer.ResumeAsync(_ids["exec"], "Second question of exec. RUN: echo tool-output");
        using var gate = Peer.Server.HoldNext();
        await using var process = await CodexProcess.StartExecAsync(Peer.Home, "Question of one that will be killed");
        _ids["killed"] = (await gate.ReachedAsync()).ThreadId!;
        await process.KillAsync();
    }

    private async Task RunKindsAsync()
    {
        var thread = await StartAsync("every kind");
        var model = Peer.Server;
        model.AnswerNext(
            ModelItem.Reasoning("rs_1", "**Thinking**\n\nabout it", "second part", "the thought itself"),
            ModelItem.Message("msg_1", "I will look.", "commentary"),
            ModelItem.Command("call_1", "echo tool-output; ls 'dot.png' \"$HOME/..\""));
        model.AnswerNext(ModelItem.Command("call_2", Patch));
        model.AnswerNext(ModelItem.Command("call_3", "exit 3"));
        model.AnswerNext(ModelItem.Call("call_4", "echo", new JsonObject { ["text"] = "hi" }, McpEndpoint.Namespace));
        model.AnswerNext(ModelItem.Call("call_5", "fail", [], McpEndpoint.Namespace));
        model.AnswerNext(ModelItem.WebSearch("ws_1", "weather"), ModelItem.Call("call_6", "view_image", new JsonObject { ["path"] = DotFile }));
        model.AnswerNext(ModelItem.Call("call_7", "no_such_tool", []));
        model.AnswerNext(ModelItem.Message("msg_2", "Final answer.", "final_answer"));
        await Server.TurnCompletedAsync(await Server.StartTurnAsync(new JsonObject
        {
            ["threadId"] = thread,
            ["input"] = new JsonArray(
                AppServer.Text("Every kind, "),
                AppServer.Text("please 👨‍👩‍👧 \u2028 </script>"),
                new JsonObject { ["type"] = "image", ["url"] = $"data:image/png;base64,{Dot}" },
                new JsonObject { ["type"] = "localImage", ["path"] = DotFile }),
        }));
        model.AnswerNext(ModelItem.Message("msg_3", "<proposed_plan>\n- step one\n- step two\n</proposed_plan>"));
        await Server.RunPlanAsync(thread, "Plan it");
        await Server.RunUserCommandAsync(thread, "echo from-the-user");
        model.AnswerNext(ModelItem.Message("msg_4", """{"findings":[],"overall_correctness":"ok","overall_explanation":"all good","overall_confidence_score":1.0}"""));
        await Server.ReviewAsync(thread, "Review it");
    }

    private async Task RunEndsAsync()
    {
        var thread = await StartAsync("every end");
        await Server.RunTurnAsync(thread, "Question with an answer");
        Peer.Server.RefuseNext();
        await Server.RunTurnAsync(thread, "Question that fails");
        await AbortAsync(thread);
        await Server.RunTurnAsync(thread, "Question after all");

        var named = await StartAsync("without a turn");
        await Server.SetNameAsync(named, "A name and nothing else");
    }

    private async Task AbortAsync(string thread)
    {
        using var gate = Peer.Server.HoldNext();
        var turn = await Server.StartTurnAsync(thread, "Question that is aborted");
        await gate.ReachedAsync();
        await Server.InterruptAsync(thread, turn);
    }

    private async Task RunMessagesAsync()
    {
        var steered = await StartAsync("steered");
        using (var gate = Peer.Server.HoldNext())
        {
            Peer.Server.AnswerNext(ModelItem.Command("call_1", "true"));
            Peer.Server.AnswerNext(ModelItem.Message("msg_1", "One answer"), ModelItem.Message("msg_2", "Another answer"));
            var turn = await Server.StartTurnAsync(steered, "First message");
            await gate.ReachedAsync();
            await Server.SteerAsync(steered, turn, "Second message", "client-1");
            gate.Open();
            await Server.TurnCompletedAsync(turn);
        }

        Peer.Server.AnswerNext(ModelItem.Message("msg_3", "Only a remark", "commentary"));
        await Server.RunTurnAsync(steered, "Question without a final answer");
        Peer.Server.AnswerNext(ModelItem.Message("msg_4", "Final first", "final_answer"), ModelItem.Message("msg_5", "A remark behind", "commentary"));
        await Server.RunTurnAsync(steered, "Question with mixed answers");

        var many = await StartAsync("many turns");
        for (var turn = 0; turn < 7; turn++)
        {
            await Server.RunTurnAsync(many, $"Question {turn}");
        }

        await Server.RunTurnAsync(await StartAsync("long prompt"), LongPrompt);
    }

    private async Task RunForksAsync()
    {
        var parent = await StartAsync("compacted");
        var first = await Server.RunTurnAsync(parent, "Parent's first question");
        var second = await Server.RunTurnAsync(parent, "Parent's second question");
        Peer.Server.AnswerNext(ModelItem.Message("msg_1", "What was said so far"));
        await Server.CompactAsync(parent);
        await Server.RunTurnAsync(parent, "Question after the compaction");

        await ForkAsync("fork without a turn", "compacted");
        await Server.RunTurnAsync(await ForkAsync("fork", "compacted"), "Question of the fork");
        await Server.RunTurnAsync(await ForkAsync("fork of a fork", "fork"), "Question of the second fork");
        await Server.RunTurnAsync(await ForkAsync("fork from before the second turn", "compacted", second), "Question instead of the second");
        await ForkAsync("fork from before the first turn", "compacted", first);
    }

    private async Task RunLegacyAsync()
    {
        var thread = await StartAsync("legacy", "legacy");
        var model = Peer.Server;
        model.AnswerNext(
            ModelItem.Reasoning("rs_1", "**Thinking**\n\nabout it", "second part", "the thought itself"),
            ModelItem.Message("msg_1", "I will look.", "commentary"),
            ModelItem.Command("call_1", "echo tool-output"));
        model.AnswerNext(ModelItem.Command("call_2", Unpatch));
        model.AnswerNext(ModelItem.Call("call_3", "echo", new JsonObject { ["text"] = "hi" }, McpEndpoint.Namespace));
        model.AnswerNext(ModelItem.WebSearch("ws_1", "weather"), ModelItem.Message("msg_2", "Final answer.", "final_answer"));
        await Server.TurnCompletedAsync(await Server.StartTurnAsync(new JsonObject
        {
            ["threadId"] = thread,
            ["input"] = new JsonArray(AppServer.Text("Legacy question"), new JsonObject { ["type"] = "image", ["url"] = $"data:image/png;base64,{Dot}" }),
        }));
        model.RefuseNext();
        await Server.RunTurnAsync(thread, "Legacy question that fails");
        await AbortAsync(thread);
        model.AnswerNext(ModelItem.Message("msg_3", "What was said so far"));
        await Server.CompactAsync(thread);
        await Server.RunTurnAsync(thread, "Legacy question after all");
        await Server.RunTurnAsync(await ForkAsync("legacy fork", "legacy"), "Legacy question of the fork");
    }

    // Threads that the filters of a list tell apart.
    private async Task RunListedAsync()
    {
        _ids["other provider"] = await Server.StartThreadAsync(new JsonObject { ["cwd"] = Peer.Home.Repository, ["modelProvider"] = CodexConfig.OtherProvider });
        await Server.RunTurnAsync(_ids["other provider"], "Question to the other provider");

        _ids["elsewhere"] = await Server.StartThreadAsync(Peer.Home.Plain);
        await Server.RunTurnAsync(_ids["elsewhere"], "Question in another place");
        await Server.SetNameAsync(_ids["elsewhere"], "Ünnamed NAME");

        foreach (var scenario in new[] { "archived", "archived later" })
        {
            _ids[scenario] = await Server.StartThreadAsync(Peer.Home.Repository);
            await Server.RunTurnAsync(_ids[scenario], $"Question of one that is {scenario}");
            await Server.ArchiveAsync(_ids[scenario]);
        }

        var parent = await StartAsync("parent of an agent");
        Peer.Server.AnswerNext(ModelItem.Call("call_1", "spawn_agent", new JsonObject { ["message"] = "Task of the agent" }, "multi_agent_v1"));
        await Server.RunTurnAsync(parent, "Question for an agent");
        var item = await Server.NotifiedAsync("item/completed", static item => item.GetProperty("item").GetProperty("type").GetString() == "collabAgentToolCall");
        var agent = _ids["agent"] = item.GetProperty("item").GetProperty("receiverThreadIds")[0].GetString()!;
        await Server.NotifiedAsync("turn/completed", completed => completed.GetProperty("threadId").GetString() == agent);
        // The two worked at the same time: only from here on is it certain which of them changed last.
        await Server.RunTurnAsync(parent, "Question behind the agent");
    }
}
