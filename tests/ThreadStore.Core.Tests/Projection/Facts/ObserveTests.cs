using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

public class ObserveTests
{
    private const string Id = "01a1fcb7-7132-7b11-bcb0-144749e5c184";
    private const string OtherId = "01a1fcb7-7132-7b11-bcb0-144749e5c185";

    [Fact]
    public void SessionMeta_OfTheThread_GivesItsFacts()
    {
        var row = Row(Meta(
            "\"timestamp\":\"2026-11-21T06:08:00Z\",\"cwd\":\"/p\",\"originator\":\"o\",\"cli_version\":\"1.2\",\"source\":\"exec\",\"thread_source\":\"user\","
            + "\"model_provider\":\"mp\",\"agent_nickname\":\"n\",\"agent_role\":\"r\",\"agent_path\":\"a/b\",\"forked_from_id\":\"f\",\"parent_thread_id\":\"p\","
            + "\"memory_mode\":\"disabled\",\"history_mode\":\"paginated\",\"history_base\":{\"thread_id\":\"hb\",\"end_byte_offset\":58153},"
            + "\"git\":{\"commit_hash\":\"s\",\"branch\":\"b\",\"repository_url\":\"https://u:p@h/r.git\"}"));
        AssertRow(
            row,
            "created_at_ms=1795241280000", "recency_at_ms=1795241280000", "updated_at_ms=1795241290000", "cwd=/p", "originator=o", "cli_version=1.2",
            "source=exec", "thread_source=user", "model_provider=mp", "agent_nickname=n", "agent_role=r", "agent_path=a/b", "forked_from_id=f",
            "parent_thread_id=p", "memory_mode=disabled", "history_mode=paginated", "history_base_thread_id=hb", "history_base_end=58153",
            "git_sha=s", "git_branch=b", "git_origin_url=https://h/r.git");
    }

    [Fact]
    public void SessionMeta_OfAnotherThread_CountsForTheTimeOnly()
    {
        AssertRow(Row(Line("session_meta", $"{{\"id\":\"{OtherId}\",\"timestamp\":\"2026-11-21T06:08:00Z\",\"cwd\":\"/p\"}}")), "updated_at_ms=1795241290000");
        AssertRow(Row(Line("session_meta", "{\"timestamp\":\"2026-11-21T06:08:00Z\",\"cwd\":\"/p\"}")), "updated_at_ms=1795241290000");
        AssertRow(
            Row(Line("session_meta", $"{{\"cwd\":\"/p\",\"git\":{{\"branch\":\"b\"}},\"id\":\"{OtherId}\"}}")), "updated_at_ms=1795241290000");
    }

    [Fact]
    public void SessionMeta_Again_FirstStaysLastMovesAbsentKeeps()
    {
        var row = Row(
            Meta("\"timestamp\":\"2026-11-21T06:08:00Z\",\"cwd\":\"/first\",\"originator\":\"first\",\"source\":\"first\",\"model_provider\":\"first\",\"git\":{\"commit_hash\":\"s1\",\"branch\":\"b1\"},\"memory_mode\":\"enabled\""),
            Meta("\"timestamp\":\"2026-11-21T06:09:00Z\",\"cwd\":\"/later\",\"originator\":\"later\",\"source\":{\"subagent\":\"review\"},\"model_provider\":\"\",\"git\":{\"branch\":\"b2\"},\"history_mode\":\"paginated\""),
            Meta("\"git\":null,\"memory_mode\":null"));
        AssertRow(
            row,
            "created_at_ms=1795241280000", "recency_at_ms=1795241280000", "updated_at_ms=1795241290000", "cwd=/first", "originator=first", "history_mode=legacy",
            "source={\"subagent\":\"review\"}", "model_provider=first", "git_sha=s1", "git_branch=b2", "memory_mode=enabled");
    }

    [Fact]
    public void TurnContext_FillsAMissingCwdAndMovesTheSettings()
    {
        AssertRow(
            Row(
                Line("turn_context", "{\"cwd\":\"/t\",\"model\":\"m1\",\"effort\":\"high\",\"approval_policy\":\"never\",\"permission_profile\":{\"type\":\"disabled\"},\"sandbox_policy\":{\"type\":\"x\"}}"),
                Line("turn_context", "{\"cwd\":\"/u\",\"model\":\"m2\",\"effort\":null,\"approval_policy\":{\"granular\":{\"a\":true}}}"),
                Event("thread_settings_applied", "\"thread_settings\":{\"model\":\"m3\",\"model_provider_id\":\"mp\",\"permission_profile\":\"ro\",\"cwd\":\"/v\"}")),
            "updated_at_ms=1795241290000", "cwd=/v", "model=m3", "model_provider=mp", "reasoning_effort=high", "approval_mode={\"granular\":{\"a\":true}}",
            "sandbox_policy=\"ro\"");
        AssertRow(
            Row(Event("thread_settings_applied", "\"thread_settings\":{\"reasoning_effort\":\"low\",\"approval_policy\":\"on-request\",\"permission_profile\":{\"type\":\"managed\"}}")),
            "updated_at_ms=1795241290000", "reasoning_effort=low", "approval_mode=on-request", "sandbox_policy={\"type\":\"managed\"}");
    }

    // A thread that is resumed in another directory moves there: its settings say so, whatever its first line and its turns say.
    [Fact]
    public void Settings_Cwd_StandsOverTheThreadsOwnInAnyOrder()
    {
        static string Settings(string cwd) => Event("thread_settings_applied", $"\"thread_settings\":{{\"cwd\":\"{cwd}\"}}");
        AssertRow(Row(Meta("\"cwd\":\"/p\""), Settings("/s1"), Settings("/s2"), Line("turn_context", "{\"cwd\":\"/t\"}")), "updated_at_ms=1795241290000", "history_mode=legacy", "cwd=/s2");
        AssertRow(Row(Settings("/s"), Meta("\"cwd\":\"/p\""), Settings("")), "updated_at_ms=1795241290000", "history_mode=legacy", "cwd=/s");
    }

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData(" \n\thello\u3000\u2003", "hello")]
    [InlineData("a\n\nb", "a\n\nb")]
    [InlineData("context ## My request for Codex: do it ", "do it")]
    [InlineData("## My request for Codex:\nfirst ## My request for Codex: second", "first ## My request for Codex: second")]
    [InlineData("é😀", "é😀")]
    [InlineData("\u200Bx", "\u200Bx")]
    public void UserMessage_Text_IsStrippedIntoAllThree(string message, string expected)
    {
        var shown = Shown(expected);
        AssertRow(Row(Event("user_message", $"\"message\":{LogGenerator.Quote(message)}")), shown);
        AssertRow(Row(UserItem($"{{\"type\":\"text\",\"text\":{LogGenerator.Quote(message)}}}")), shown);
    }

    [Fact]
    public void UserMessage_EscapesThatAreNoText_BecomeReplacements()
    {
        AssertRow(
            Row(Event("user_message", "\"message\":\"a\\ud83db\\u0000c\\ud83d\\ude00\\udc00\\/\\b\\f\\u00e9\\\"\\\\\"")),
            Shown("a\uFFFDb\uFFFDc😀\uFFFD/\b\fé\"\\"));
    }

    [Fact]
    public void UserMessage_BrokenUtf8_BecomesReplacements()
    {
        var line = Encoding.UTF8.GetBytes(Event("user_message", "\"message\":\"xx~~yy\""));
        line.AsSpan().Replace((byte)'~', (byte)0xC3);
        AssertRow(Row(line), Shown("xx\uFFFD\uFFFDyy"));
    }

    [Fact]
    public void UserMessage_SeveralParts_AreJoinedWithoutSeparator() =>
        AssertRow(
            Row(UserItem("{\"type\":\"text\",\"text\":\"part one\"},{\"type\":\"image\"},{\"type\":\"text\",\"text_elements\":[{}],\"text\":\"part two\"},{\"type\":\"skill\",\"text\":\"no\"}")),
            Shown("part onepart two"));

    [Theory]
    [InlineData("\"message\":\"  \",\"images\":[\"x\"]")]
    [InlineData("\"message\":\"\",\"local_images\":[\"x\"]")]
    public void UserMessage_ImageOnly_ShowsItAndLeavesTheTitleToTheNextText(string image)
    {
        AssertRow(
            Row(Event("user_message", image), Event("user_message", "\"message\":\"later\"")),
            "updated_at_ms=1795241290000", "title=later", "preview=[Image]", "first_user_message=[Image]");
        AssertRow(
            Row(UserItem("{\"type\":\"local_image\"}"), UserItem("{\"type\":\"text\",\"text\":\"later\"}")),
            "updated_at_ms=1795241290000", "title=later", "preview=[Image]", "first_user_message=[Image]");
    }

    [Fact]
    public void UserMessage_BlankWithoutImage_GivesNothingUntilALaterText() =>
        AssertRow(
            Row(
                Event("user_message", "\"message\":\" \\n \",\"images\":[]"),
                UserItem(string.Empty),
                Line("response_item", "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"no\"}]}"),
                Event("item_completed", "\"item\":{\"type\":\"AgentMessage\",\"content\":[{\"type\":\"text\",\"text\":\"no\"}]}"),
                Event("user_message", "\"message\":\"later\""),
                Event("user_message", "\"message\":\"too late\"")),
            Shown("later"));

    [Fact]
    public void Goal_BeforeAMessage_IsThePreviewAlone() =>
        AssertRow(
            Row(
                Event("thread_goal_updated", "\"threadId\":\"x\",\"goal\":{\"objective\":\"\"}"),
                Event("thread_goal_updated", "\"threadId\":\"x\",\"goal\":{\"threadId\":\"x\",\"objective\":\"ship it\"}"),
                Event("user_message", "\"message\":\"hello\"")),
            "updated_at_ms=1795241290000", "title=hello", "preview=ship it", "first_user_message=hello");

    [Fact]
    public void TokenCount_LastTotal_NotBelowZeroAndNotNull()
    {
        AssertRow(Row(Tokens("10"), Tokens("7"), Event("token_count", "\"info\":null")), "updated_at_ms=1795241290000", "tokens_used=7");
        AssertRow(Row(Tokens("-7")), "updated_at_ms=1795241290000", "tokens_used=0");
        AssertRow(Row(Tokens("9000000000")), "updated_at_ms=1795241290000", "tokens_used=9000000000");
    }

    [Fact]
    public void Times_AreTheNewestOfTheirLines()
    {
        AssertRow(
            Row(
                Event("task_started", "\"x\":1", "2026-11-21T06:09:00Z"),
                Event("task_started", "\"x\":1", "2026-11-21T06:08:30Z"),
                Line("response_item", "{}", "2026-11-21T06:10:00Z"),
                Line("world_state", "{}", "2026-11-21T06:09:59Z"),
                Line("threadstore_metadata", "{}", "2026-11-21T07:00:00Z")),
            "updated_at_ms=1795241400000", "recency_at_ms=1795241340000");
        AssertRow(
            Row(Event("task_started", "\"x\":1", "2026-11-21T06:07:00Z"), Meta("\"timestamp\":\"2026-11-21T06:08:00Z\"")),
            "updated_at_ms=1795241290000", "recency_at_ms=1795241280000", "created_at_ms=1795241280000", "history_mode=legacy");
    }

    [Fact]
    public void Journal_SetsAndClears_InLogOrder()
    {
        AssertRow(
            Row(
                Meta("\"git\":{\"commit_hash\":\"s\",\"branch\":\"b\",\"repository_url\":\"u\"},\"memory_mode\":\"enabled\",\"history_mode\":\"paginated\""),
                Journal("\"name\":\"N\",\"git\":{\"sha\":null,\"branch\":\"c\",\"origin_url\":\"ssh://git:pw@h/r\"},\"memory_mode\":null")),
            "updated_at_ms=1795241290000", "history_mode=paginated", "name=N", "name_at_ms=1795241290000", "git_branch=c", "git_origin_url=ssh://git@h/r");
        AssertRow(
            Row(
                Journal("\"git\":{\"sha\":null,\"branch\":null},\"memory_mode\":\"disabled\""),
                Meta("\"git\":{\"commit_hash\":\"s\",\"repository_url\":\"git@h:r.git\"},\"history_mode\":\"paginated\"")),
            "updated_at_ms=1795241290000", "history_mode=paginated", "memory_mode=disabled", "git_sha=s", "git_origin_url=git@h:r.git");
    }

    [Theory]
    [InlineData("{\"v\":2,\"thread_id\":\"" + Id + "\",\"name\":\"N\"}")]
    [InlineData("{\"thread_id\":\"" + Id + "\",\"name\":\"N\"}")]
    [InlineData("{\"v\":1,\"thread_id\":\"" + OtherId + "\",\"name\":\"N\",\"git\":{\"sha\":\"x\"},\"memory_mode\":\"x\"}")]
    [InlineData("{\"v\":1,\"name\":\"N\"}")]
    public void Journal_OfAnotherThreadOrVersion_IsIgnored(string payload) => AssertRow(Row(Line("threadstore_metadata", payload)));

    [Fact]
    public void Name_NewestTimeWins_LaterLineAtEqualTimes()
    {
        AssertRow(
            Row(
                Event("thread_name_updated", "\"thread_name\":\"new\"", "2026-11-21T06:09:00Z"),
                Journal("\"name\":\"old\"", "2026-11-21T06:08:00Z"),
                Journal("\"name\":7", "2026-11-21T06:10:00Z")),
            "updated_at_ms=1795241340000", "name=new", "name_at_ms=1795241340000");
        AssertRow(
            Row(Journal("\"name\":\"a\""), Event("thread_name_updated", "\"thread_name\":\"b\"")),
            "updated_at_ms=1795241290000", "name=b", "name_at_ms=1795241290000");
        AssertRow(Row(Journal("\"name\":\"a\""), Journal("\"name\":null")), "name_at_ms=1795241290000");
        AssertRow(Row(Journal("\"name\":\"a\""), Journal("\"name\":\"\"")), "name_at_ms=1795241290000");
    }

    [Theory]
    [InlineData("session_meta", "{\"id\":\"" + Id + "\",\"cwd\":\"/p\",\"originator\":\"o\",}")]
    [InlineData("turn_context", "{\"cwd\":\"/p\",\"model\":\"m\" \"x\"}")]
    [InlineData("event_msg", "{\"type\":\"user_message\",\"message\":\"x\",\"images\":x}")]
    [InlineData("event_msg", "{\"type\":\"item_completed\",\"item\":{\"type\":\"UserMessage\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},]}}")]
    [InlineData("event_msg", "{\"type\":\"thread_settings_applied\",\"thread_settings\":{\"model\":\"m\",}}")]
    [InlineData("event_msg", "{\"type\":\"token_count\",\"info\":{\"total_token_usage\":{\"total_tokens\":x}}}")]
    [InlineData("threadstore_metadata", "{\"v\":1,\"thread_id\":\"" + Id + "\",\"name\":\"N\",\"memory_mode\":\"x\",}")]
    public void MalformedPayload_GivesNothingButTheTime(string type, string payload)
    {
        string[] expected = type == "threadstore_metadata" ? [] : ["updated_at_ms=1795241290000"];
        AssertRow(Row(Line(type, payload)), expected);
    }

    [Theory]
    [InlineData(256, TextForm.Inline)]
    [InlineData(257, TextForm.InLog)]
    [InlineData(100_000, TextForm.InLog)]
    public void LongText_TravelsAsItsPlace_AndIsBoundWhole(int length, object form)
    {
        var text = new string('x', length - 2) + "é";
        var log = new LogText(LogGenerator.Id, [Meta("\"cwd\":\"/p\""), Event("user_message", $"\"message\":\"  \\u0020{text}\"")]);
        var delta = log.Observe(0, log.Cuts[^1]);
        Assert.Equal(form, BuiltInFacts.Place(delta, "Title").Form);
        AssertRow(Row(log), Shown(text, "cwd=/p", "history_mode=legacy"));
    }

    [Fact]
    public void LongTexts_OfEveryFact_AreBoundWhole()
    {
        string Long(string name) => $"\"{name}\":\"{name}{new string('y', 300)}\\n\"";
        var meta = string.Join(',', "cwd originator cli_version source thread_source model_provider agent_nickname agent_role agent_path forked_from_id parent_thread_id memory_mode history_mode".Split(' ').Select(Long));
        var row = Row(
            Meta($"{meta},\"git\":{{{Long("commit_hash")},{Long("branch")},\"repository_url\":\"https://user@h/{new string('y', 300)}\"}},\"history_base\":{{{Long("thread_id")},\"end_byte_offset\":1}}"),
            Line("turn_context", $"{{{Long("model")},{Long("effort")},{Long("approval_policy")},\"permission_profile\":{{{Long("x")}}}}}"),
            Event("thread_goal_updated", $"\"goal\":{{{Long("objective")}}}"),
            Event("user_message", Long("message")),
            Journal($"{Long("name")}"));
        string Cell(string column, string name) => $"{column}={name}{new string('y', 300)}\n";
        AssertRow(
            row,
            "updated_at_ms=1795241290000", "name_at_ms=1795241290000", "history_base_end=1",
            "git_origin_url=https://h/" + new string('y', 300),
            $"sandbox_policy={{\"x\":\"x{new string('y', 300)}\\n\"}}",
            Cell("cwd", "cwd"), Cell("originator", "originator"), Cell("cli_version", "cli_version"), Cell("source", "source"), Cell("thread_source", "thread_source"),
            Cell("model_provider", "model_provider"), Cell("agent_nickname", "agent_nickname"), Cell("agent_role", "agent_role"), Cell("agent_path", "agent_path"),
            Cell("forked_from_id", "forked_from_id"), Cell("parent_thread_id", "parent_thread_id"), Cell("memory_mode", "memory_mode"), Cell("history_mode", "history_mode"),
            Cell("git_sha", "commit_hash"), Cell("git_branch", "branch"), Cell("history_base_thread_id", "thread_id"), Cell("model", "model"), Cell("reasoning_effort", "effort"),
            Cell("approval_mode", "approval_policy"), Cell("preview", "objective"), Cell("name", "name"),
            Cell("title", "message").TrimEnd(), Cell("first_user_message", "message").TrimEnd());
    }

    [Fact]
    public void HugeText_IsCutAtOneMebibyteBetweenCharacters()
    {
        var text = "x" + new string('é', 1 << 20);
        var row = Row(Event("user_message", $"\"message\":\"{text}\""));
        Assert.Contains($"title={text[..(1 << 19)]}", row);
        Assert.Equal((1 << 20) - 1, Encoding.UTF8.GetByteCount(text[..(1 << 19)]));
    }

    [Fact]
    public void Bind_LineThatChanged_IsRefused()
    {
        var line = Event("user_message", $"\"message\":\"{new string('x', 300)}\"");
        var log = new LogText(LogGenerator.Id, [line]);
        var delta = log.Observe(0, log.Cuts[^1]);
        using var index = new IndexDatabase();
        Assert.False(index.Apply(delta, new LogText(LogGenerator.Id, [line.Replace("user_message", "user_massage", StringComparison.Ordinal)])));
        Assert.False(index.Apply(delta, new LogText(LogGenerator.Id, [line[..^2] + "##"])));
        Assert.False(index.Apply(delta, new OtherText([])));
        Assert.False(index.Apply(delta, new OtherText(Encoding.UTF8.GetBytes(Event("user_message", "\"message\":\"another\"")))));
        Assert.Null(index.Row(LogGenerator.Id));
        Assert.True(index.Apply(delta, log));
    }

    [Fact]
    public void Observe_Settled_DoesNotLookForThemAgain()
    {
        var log = new LogText(LogGenerator.Id, [Meta("\"timestamp\":\"2026-11-21T06:08:00Z\",\"cwd\":\"/p\",\"originator\":\"o\""), Event("user_message", "\"message\":\"x\"")]);
        var delta = log.Observe(0, log.Cuts[^1], BuiltInFacts.First);
        Assert.Equal(BuiltInFacts.Bits("UpdatedAt"), delta.Facts.Present);
        Assert.False(delta.HasFacts);
        Assert.Equal(BuiltInFacts.First | BuiltInFacts.Bits("UpdatedAt"), log.Observe(0, log.Cuts[^1]).Facts.Present);
    }

    [Fact]
    public void Observe_DamagedPayloads_NeverThrows()
    {
        var kinds = new[] { "\"session_meta\"", "\"turn_context\"", "\"token_count\"", "\"item_completed\"", "\"user_message\"", "thread_settings_applied", "thread_goal_updated" };
        var delta = BuiltInFacts.NewDelta();
        var observer = ComposedProjection.BuiltInOnly.Observer;
        foreach (var source in kinds.Select(Samples.Line))
        {
            for (var seed = 0; seed < 300; seed++)
            {
                var random = new Random(seed);
                var bytes = (byte[])source.Clone();
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? "{}\",:\\\0[]u"u8[random.Next(10)] : (byte)random.Next(256);
                }

                delta.Reset(LogGenerator.Id, 0);
                var start = random.Next(60, bytes.Length);
                var payload = bytes.AsSpan(start);
                foreach (var kind in Enum.GetValues<ItemKind>())
                {
                    var line = new Line { Text = bytes, Payload = payload, Kind = kind, TimestampMs = 1 };
                    observer.Observe(in line, delta, default);
                    line = new Line { Text = bytes, Payload = bytes, Kind = kind, TimestampMs = 1 };
                    observer.Observe(in line, delta, default);
                    line = new Line { Text = bytes, Payload = default, Kind = kind, TimestampMs = 1 };
                    observer.Observe(in line, delta, default);
                }

                var reader = new LineReader([.. bytes, (byte)'\n'], 0);
                while (reader.Read(out var line) is var status && status != LineStatus.End)
                {
                    observer.Observe(in line, delta, default);
                }
            }
        }
    }

    // The row of one or more messages of which that text is shown.
    private static string[] Shown(string text, params string[] more) =>
        ["updated_at_ms=1795241290000", $"title={text}", $"preview={text}", $"first_user_message={text}", .. more];

    private static string Line(string type, string payload, string time = "2026-11-21T06:08:10Z") =>
        $"{{\"timestamp\":\"{time}\",\"ordinal\":1,\"type\":\"{type}\",\"payload\":{payload}}}";

    private static string Meta(string rest) => Line("session_meta", $"{{\"session_id\":\"{OtherId}\",\"id\":\"{Id}\",{rest}}}");

    private static string Event(string type, string rest, string time = "2026-11-21T06:08:10Z") => Line("event_msg", $"{{\"type\":\"{type}\",{rest}}}", time);

    private static string UserItem(string parts) => Event("item_completed", $"\"turn_id\":\"t\",\"item\":{{\"type\":\"UserMessage\",\"id\":\"i\",\"content\":[{parts}]}}");

    private static string Tokens(string total) => Event("token_count", $"\"info\":{{\"last\":1,\"total_token_usage\":{{\"input_tokens\":3,\"total_tokens\":{total}}}}}");

    private static string Journal(string rest, string time = "2026-11-21T06:08:10Z") =>
        Line("threadstore_metadata", $"{{\"v\":1,\"thread_id\":\"{Id}\",{rest}}}", time);

    private static HashSet<string> Row(params string[] lines) => Row(new LogText(LogGenerator.Id, lines));

    private static HashSet<string> Row(byte[] line) => Row(new LogText(LogGenerator.Id, [.. line, (byte)'\n']));

    // The facts that are not NULL, after one delta per line, and the same after one delta of all lines.
    private static HashSet<string> Row(LogText log)
    {
        using var index = new IndexDatabase();
        using var atOnce = new IndexDatabase();
        Assert.True(atOnce.Apply(log.Observe(0, log.Cuts[^1]), log));
        for (var i = 1; i < log.Cuts.Count; i++)
        {
            Assert.True(index.Apply(log.Observe(log.Cuts[i - 1], log.Cuts[i]), log));
        }

        var columns = IndexDatabase.Columns;
        var row = index.Row(log.Id)!;
        Assert.Equal(row, atOnce.Row(log.Id));
        return [.. Enumerable.Range(IndexDatabase.FirstFact, columns.Count - IndexDatabase.FirstFact)
            .Where(i => row[i] is not null).Select(i => $"{columns[i]}={row[i]}")];
    }

    private static void AssertRow(HashSet<string> row, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), row.Order(StringComparer.Ordinal));

    // A log that is no longer what it was.
    private sealed class OtherText(byte[] bytes) : ITextSource
    {
        public ReadOnlySpan<byte> ReadLine(long offset, int length) => bytes;
    }
}
