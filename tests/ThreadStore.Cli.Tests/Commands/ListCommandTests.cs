using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class ListCommandTests
{
    // Column by column as programs rely on them.
    internal static readonly string[] Columns =
    [
        "id", "rollout_path", "created_at_ms", "updated_at_ms", "recency_at_ms", "source", "thread_source", "originator", "model_provider", "model",
        "reasoning_effort", "cwd", "cli_version", "title", "name", "preview", "first_user_message", "tokens_used", "git_sha", "git_branch",
        "git_origin_url", "archived", "memory_mode", "approval_mode", "sandbox_policy", "history_mode", "agent_nickname", "agent_role", "agent_path",
        "forked_from_id", "parent_thread_id", "archived_at_ms", "labels",
    ];

    [Fact]
    public void List_Json_WritesEveryColumnInOrderAndEndsWithTheCursor()
    {
        using var home = TempHome.WithSamples();

        var run = ToolRun.Of("list", "--json", "--home", home.Path).AssertFine();

        var objects = run.Objects;
        Assert.Equal(Samples.Count - 1 + 1, objects.Count);
        Assert.All(objects.SkipLast(1), row => Assert.Equal(Columns, row.EnumerateObject().Select(static column => column.Name)));
        Assert.Equal("""{"next_cursor":null,"previous_cursor":null}""", objects[^1].GetRawText());
        Assert.Equal("", run.Messages);
    }

    [Fact]
    public void List_Json_WritesTheValuesOfARowAsCodexHasThem()
    {
        using var home = TempHome.WithSamples();

        var row = Rows(home, "list").Single(static row => Text(row, "id") == Samples.First);

        var day = Path.Combine(home.Path, "sessions/2026/11/21");
        Assert.Equal(
            $$$"""
            {"id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","rollout_path":"{{{day}}}/rollout-2026-11-21T06-07-22-01a1fcb7-7132-7b11-bcb0-144749e5c184.jsonl","created_at_ms":1795241242935,"updated_at_ms":1795241243042,"recency_at_ms":1795241242962,"source":"exec","thread_source":"user","originator":"codex_exec","model_provider":"mock","model":"gpt-5","reasoning_effort":null,"cwd":"/home/dev/proj","cli_version":"0.169.0","title":"Hello plain session","name":null,"preview":"Hello plain session","first_user_message":"Hello plain session","tokens_used":10034,"git_sha":"65dfb808c1d2f3c75c2e58829333d5350fe91ef0","git_branch":"main","git_origin_url":"https://example.com/org/repo.git","archived":false,"memory_mode":"enabled","approval_mode":"never","sandbox_policy":"{\"type\":\"disabled\"}","history_mode":"paginated","agent_nickname":null,"agent_role":null,"agent_path":null,"forked_from_id":null,"parent_thread_id":null,"archived_at_ms":null,"labels":{}}
            """,
            row.GetRawText());
    }

    [Fact]
    public void List_WithoutOptions_IsTheNewestUpdateFirst()
    {
        using var home = TempHome.WithSamples();

        var times = Rows(home, "list").Select(static row => row.GetProperty("updated_at_ms").GetInt64()).ToList();

        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(Samples.Legacy, Text(Rows(home, "list")[0], "id"));
    }

    [Theory]
    [InlineData("created", "created_at_ms")]
    [InlineData("recency", "recency_at_ms")]
    public void List_SortedAscending_OrdersByThatTime(string sort, string column)
    {
        using var home = TempHome.WithSamples();

        var times = Rows(home, "list", "--sort", sort, "--asc").Select(row => row.GetProperty(column).GetInt64()).ToList();

        Assert.Equal(10, times.Count);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void List_PageByPage_GivesWhatOneListGives()
    {
        using var home = TempHome.WithSamples();
        var whole = Rows(home, "list").ConvertAll(static row => row.GetRawText());

        var pages = new List<string>();
        string? cursor = null;
        do
        {
            var run = ToolRun.Of(["list", "--json", "--limit", "3", "--home", home.Path, .. cursor is null ? Array.Empty<string>() : ["--cursor", cursor]]);
            var objects = run.AssertFine().Objects;
            Assert.InRange(objects.Count, 2, 4);
            pages.AddRange(objects.SkipLast(1).Select(static row => row.GetRawText()));
            cursor = objects[^1].GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(whole, pages);
    }

    [Fact]
    public void List_AllWithALimitOfMoreThanThereAre_EndsWithoutACursor()
    {
        using var home = TempHome.WithSamples();

        var objects = ToolRun.Of("list", "--all", "--limit", "5000", "--json", "--home", home.Path).AssertFine().Objects;

        Assert.Equal(Samples.Count + 1, objects.Count);
        Assert.Equal(JsonValueKind.Null, objects[^1].GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public void List_All_AddsArchivedThreadsAndThoseWithoutAPreview()
    {
        using var home = TempHome.WithSamples();
        var archive = Directory.CreateDirectory(Path.Combine(home.Path, "archived_sessions")).FullName;
        var rollout = home.Rollout(Samples.First);
        File.Move(rollout, Path.Combine(archive, Path.GetFileName(rollout)));

        var active = Rows(home, "list").ConvertAll(static row => Text(row, "id"));
        var archived = Rows(home, "list", "--archived");
        var all = Rows(home, "list", "--all").ConvertAll(static row => Text(row, "id"));

        Assert.Equal(Samples.Count - 2, active.Count);
        Assert.DoesNotContain(Samples.WithoutPreview, active);
        Assert.Equal(Samples.First, Text(Assert.Single(archived), "id"));
        Assert.True(archived[0].GetProperty("archived").GetBoolean());
        Assert.Equal(Path.Combine(archive, Path.GetFileName(rollout)), Text(archived[0], "rollout_path"));
        Assert.Equal(Samples.Count, all.Count);
        Assert.Contains(Samples.WithoutPreview, all);
    }

    [Fact]
    public void List_LargeHomeThatWasNeverIndexed_WaitsForAllOfIt()
    {
        using var home = TempHome.WithManyThreads(20);

        Assert.Equal(20 * Samples.Count, Rows(home, "list", "--all").Count);
    }

    [Fact]
    public void List_LinesAddedBehindItsBack_ShowsThem()
    {
        using var home = TempHome.WithIndexedSamples();
        File.AppendAllText(
            home.Rollout(Samples.First),
            """{"timestamp":"2026-11-21T09:00:00.000Z","ordinal":99,"type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"total_tokens":77}}}}""" + "\n");

        var row = Rows(home, "list")[0];

        Assert.Equal(Samples.First, Text(row, "id"));
        Assert.Equal(77, row.GetProperty("tokens_used").GetInt64());
    }

    [Theory]
    [InlineData("--limit must be at least 1", "--limit", "0")]
    [InlineData("--limit must be at least 1", "--limit", "-1")]
    [InlineData("--limit must be at least 1", "--limit=-1")]
    [InlineData("cursor", "--cursor", "garbage")]
    [InlineData("--archived", "--all", "--archived")]
    [InlineData("--limit must be at most 1000", "--limit", "1001", "--cursor", "x")]
    [InlineData("--match-case is for --title", "--match-case")]
    [InlineData("use one of --children-of", "--children-of", Samples.First, "--descendants-of", Samples.First)]
    [InlineData("not a thread id", "--children-of", "x")]
    [InlineData("not a thread id", "--exclude", "x")]
    [InlineData("KEY=VALUE", "--label", "x")]
    public void List_BadRequest_Fails(string reason, params string[] options)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of(["list", "--home", home.Path, .. options]).AssertFailed(reason);
    }

    [Fact]
    public void List_CursorOfAnotherOrder_Fails()
    {
        using var home = TempHome.WithSamples();
        var cursor = ToolRun.Of("list", "--json", "--limit", "2", "--home", home.Path).Objects[^1].GetProperty("next_cursor").GetString()!;

        ToolRun.Of("list", "--sort", "created", "--cursor", cursor, "--home", home.Path).AssertFailed("cursor");
    }

    [Fact]
    public void List_EmptyHome_IsEmptyAndFine()
    {
        using var home = TempHome.None();
        Directory.CreateDirectory(home.Path);

        Assert.Equal("{\"next_cursor\":null,\"previous_cursor\":null}\n", ToolRun.Of("list", "--json", "--home", home.Path).AssertFine().Data);
        Assert.Equal("", ToolRun.Of("list", "--home", home.Path).AssertFine().Data);
    }

    [Fact]
    public void List_ForPeople_ShowsNameIdAndTokens()
    {
        using var home = TempHome.WithSamples();

        var text = ToolRun.Of("list", "--home", home.Path).AssertFine().Data;

        var line = Assert.Single(text.Split('\n'), static line => line.Contains(Samples.First, StringComparison.Ordinal));
        Assert.Contains("Hello plain session", line, StringComparison.Ordinal);
        Assert.Contains("10,034", line, StringComparison.Ordinal);
        Assert.Contains("2026-11-21 06:07Z", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', text);
    }

    [Fact]
    public void List_OnATerminal_HasColorsUnlessTheyAreNotWanted()
    {
        using var home = TempHome.WithSamples();

        var colored = ToolRun.Of(isTerminal: true, isColorWanted: true, CancellationToken.None, "list", "--home", home.Path);
        var plain = ToolRun.Of(isTerminal: true, isColorWanted: false, CancellationToken.None, "list", "--home", home.Path);

        Assert.Contains("\x1b[", colored.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b[", plain.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void List_NameWithControlCharacters_ReachesNoTerminal()
    {
        using var home = TempHome.WithSamples();
        ToolRun.Of("rename", Samples.First, "red \x1b[31m [bold]name[/]", "--home", home.Path).AssertFine();

        var text = ToolRun.Of("list", "--home", home.Path).AssertFine().Data;

        Assert.Contains("red [31m [bold]name[/]", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', text);
    }

    internal static List<JsonElement> Rows(TempHome home, params string[] args) =>
        [.. ToolRun.Of([.. args, "--json", "--home", home.Path]).AssertFine().Objects.SkipLast(1)];

    internal static string? Text(JsonElement row, string column) => row.GetProperty(column).GetString();
}
