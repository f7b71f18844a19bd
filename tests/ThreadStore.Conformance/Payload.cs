using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Conformance;

/// <summary>Payloads of the lines that tests append, in the shapes that Codex writes.</summary>
public static class Payload
{
    /// <summary>An answer of the model: a response item that is no fact but activity.</summary>
    public static byte[] Answer { get; } = Utf8("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"an answer"}]}""");

    /// <summary>An event that no rollout keeps.</summary>
    public static byte[] Dropped { get; } = Utf8("""{"type":"agent_message_delta","delta":"x"}""");

    /// <summary>A summary that replaces the history before it.</summary>
    public static byte[] Compacted { get; } = Utf8("""{"message":"what was said"}""");

    /// <summary>What a user said, in a paginated thread; with an image when asked for.</summary>
    public static byte[] User(string text, bool hasImage = false) => With(
        hasImage
            ? """{"type":"item_completed","turn_id":"t","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":@},{"type":"image","url":"data:,"}]}}"""
            : """{"type":"item_completed","turn_id":"t","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":@}]}}""",
        text);

    /// <summary>What a user said, in a legacy thread; with an image when asked for.</summary>
    public static byte[] LegacyUser(string text, bool hasImage = false) => With(
        hasImage
            ? """{"type":"user_message","message":@,"images":["data:,"],"local_images":[]}"""
            : """{"type":"user_message","message":@,"images":[],"local_images":[]}""",
        text);

    /// <summary>What a user said, as threads of that mode keep it.</summary>
    public static byte[] User(string text, HistoryMode mode) => mode is HistoryMode.Legacy ? LegacyUser(text) : User(text);

    /// <summary>What a user said, as an item of a turn.</summary>
    public static byte[] UserItem(string turn, string item, string text) => Item("UserMessage", "text", turn, item, text);

    /// <summary>What the agent said, as an item of a turn.</summary>
    public static byte[] AgentItem(string turn, string item, string text) => Item("AgentMessage", "Text", turn, item, text);

    /// <summary>What the agent said, in a legacy thread.</summary>
    public static byte[] LegacyAgent(string text) => With("""{"type":"agent_message","message":@}""", text);

    /// <summary>A message of a user as the model sees it.</summary>
    public static byte[] UserResponse(string text) => With("""{"type":"message","role":"user","content":[{"type":"input_text","text":@}]}""", text);

    /// <summary>The objective of a thread.</summary>
    public static byte[] Goal(string objective) => With("""{"type":"thread_goal_updated","goal":{"objective":@}}""", objective);

    /// <summary>How many tokens the thread has used.</summary>
    public static byte[] Tokens(long total) => Utf8(
        """{"type":"token_count","info":{"total_token_usage":{"total_tokens":@}}}""".Replace("@", total.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>A turn begins.</summary>
    public static byte[] TurnStart(string turn = "t") => With("""{"type":"task_started","turn_id":@}""", turn);

    /// <summary>A turn has come to its end.</summary>
    public static byte[] TurnEnd(string turn = "t") => With("""{"type":"task_complete","turn_id":@,"last_agent_message":"done"}""", turn);

    /// <summary>The output of a tool.</summary>
    public static byte[] ToolOutput(string output) => With("""{"type":"function_call_output","call_id":"c","output":@}""", output);

    /// <summary>The settings of a turn, with a model of that name.</summary>
    public static byte[] TurnContext(string cwd, string model = "m-1") => With(
        """{"turn_id":"t","cwd":@,"model":""" + Quote(model) + ""","effort":"high","approval_policy":"never","permission_profile":{"type":"disabled"}}""", cwd);

    /// <summary>UTF-8.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Item(string type, string part, string turn, string item, string text) => Utf8(
        """{"type":"item_completed","turn_id":""" + Quote(turn) + ""","item":{"type":""" + Quote(type) + ""","id":""" + Quote(item)
        + ""","content":[{"type":""" + Quote(part) + ""","text":""" + Quote(text) + "}]}}");

    private static byte[] With(string template, string text) => Utf8(template.Replace("@", Quote(text), StringComparison.Ordinal));

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
