using System;
using System.Globalization;
using System.Text;

namespace ThreadStore.TestKit;

/// <summary>Payloads of the lines that the engine tells apart, for paginated threads.</summary>
internal static class Payloads
{
    /// <summary>An answer: moves only updated_at.</summary>
    public static byte[] Touch { get; } = Utf8("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"an answer"}]}""");

    public static byte[] TurnStart { get; } = Utf8("""{"type":"task_started","turn_id":"t"}""");

    /// <summary>An event that the persistence policy drops.</summary>
    public static byte[] Dropped { get; } = Utf8("""{"type":"agent_message_delta","delta":"x"}""");

    public static byte[] User(string text) =>
        Utf8("""{"type":"item_completed","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"@"}]}}""".Replace("@", text, StringComparison.Ordinal));

    public static byte[] Goal(string objective) =>
        Utf8("""{"type":"thread_goal_updated","goal":{"objective":"@"}}""".Replace("@", objective, StringComparison.Ordinal));

    public static byte[] Tokens(long total) => Utf8(TokensText(total));

    /// <summary>A whole line of a foreign writer.</summary>
    public static byte[] ForeignTokens(long total, int ordinal) => Utf8(
        $$"""{"timestamp":"2026-11-21T06:09:00.000Z","ordinal":{{ordinal}},"type":"event_msg","payload":""" + TokensText(total) + "}\n");

    private static string TokensText(long total) =>
        """{"type":"token_count","info":{"total_token_usage":{"total_tokens":@}}}""".Replace("@", total.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static Position AppendUser(this LiveThread thread, string text, Durability? durability = null) =>
        thread.Append(ItemType.EventMsg, User(text), durability);

    public static Position AppendTouch(this LiveThread thread, Durability? durability = null) => thread.Append(ItemType.ResponseItem, Touch, durability);

    public static Position AppendTokens(this LiveThread thread, long total, Durability? durability = null) =>
        thread.Append(ItemType.EventMsg, Tokens(total), durability);
}
