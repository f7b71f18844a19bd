using System;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class SearchCommandTests
{
    // Seen to fail: with the active threads searched whatever is asked for.
    [Fact]
    public void Search_Term_FindsItInTheCollectionThatIsAskedFor()
    {
        using var home = TempHome.WithSamples();
        ToolRun.Of("archive", Samples.First, "--home", home.Path).AssertFine();

        Assert.DoesNotContain(Samples.First, Found(home, "hello PLAIN session"));
        Assert.Equal([Samples.First], Found(home, "hello PLAIN session", "--archived"));
        Assert.Contains(Samples.First, Found(home, "hello PLAIN session", "--all"));
        Assert.Empty(Found(home, "no such words anywhere", "--all"));
    }

    [Fact]
    public void Search_Json_SaysWhereTheLineAndTheHitAre()
    {
        using var home = TempHome.WithSamples();

        var hit = ToolRun.Of("search", "hello plain session", "--json", "--home", home.Path).AssertFine().Objects.Single(static hit => ListCommandTests.Text(hit, "id") == Samples.First);

        Assert.Equal(["id", "offset", "title", "snippet", "match_start", "match_length"], hit.EnumerateObject().Select(static field => field.Name));
        Assert.Equal("Hello plain session", ListCommandTests.Text(hit, "title"));
        var snippet = ListCommandTests.Text(hit, "snippet")!;
        Assert.Equal("Hello plain session", snippet.Substring(hit.GetProperty("match_start").GetInt32(), hit.GetProperty("match_length").GetInt32()));
        using var log = File.OpenRead(home.Rollout(Samples.First));
        log.Position = hit.GetProperty("offset").GetInt64();
        Assert.Contains("Hello plain session", new StreamReader(log).ReadLine()!, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_ForPeople_MarksTheHit()
    {
        using var home = TempHome.WithSamples();

        var plain = ToolRun.Of("search", "PLAIN", "--home", home.Path).AssertFine().Data;
        var colored = ToolRun.Of(isTerminal: true, isColorWanted: true, CancellationToken.None, "search", "PLAIN", "--home", home.Path).AssertFine().Data;

        var line = Assert.Single(plain.Split('\n'), static line => line.Contains(Samples.First, StringComparison.Ordinal));
        Assert.Contains("Hello »plain« session", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', plain);
        Assert.Contains("Hello \x1b[1;31mplain\x1b[0m session", colored, StringComparison.Ordinal);
    }

    // Seen to fail: with both numbers left out.
    [Fact]
    public void Search_PerThreadAndLimit_BoundTheHits()
    {
        using var home = TempHome.WithSamples();

        var one = Found(home, "e");
        var three = Found(home, "e", "--per-thread", "3");
        var limited = ToolRun.Of("search", "e", "--per-thread", "3", "--limit", "2", "--json", "--home", home.Path).AssertFine();

        Assert.Equal(one.Distinct(), one);
        Assert.True(three.Length > one.Length);
        Assert.All(three.CountBy(static id => id), static thread => Assert.InRange(thread.Value, 1, 3));
        Assert.Equal(2, limited.Objects.Count);
        Assert.Contains("stopped after 2 hits", limited.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_Ranked_GivesTheBestFirstWithItsScore()
    {
        using var home = TempHome.WithSamples();

        var hits = ToolRun.Of("search", "session hello", "--ranked", "--limit", "5", "--json", "--home", home.Path).AssertFine().Objects;

        Assert.InRange(hits.Count, 1, 5);
        var scores = hits.ConvertAll(static hit => hit.GetProperty("score").GetDouble());
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Contains(hits, static hit => ListCommandTests.Text(hit, "id") == Samples.First);
    }

    [Fact]
    public void Search_CompressedRollout_IsNoted()
    {
        using var home = TempHome.WithSamples();
        File.Move(home.Rollout(Samples.First), home.Rollout(Samples.First) + ".zst");

        var run = ToolRun.Of("search", "session", "--home", home.Path).AssertFine();

        Assert.Contains("1 compressed rollout not searched", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blank", " ")]
    [InlineData("1024 characters at most", "LONG")]
    [InlineData("--limit must be at least 1", "x", "--limit", "0")]
    [InlineData("--per-thread must be at least 1", "x", "--per-thread", "0")]
    [InlineData("--per-thread is not for --ranked", "x", "--ranked", "--per-thread", "2")]
    [InlineData("at most 1000", "x", "--ranked", "--limit", "1001")]
    [InlineData("--archived", "x", "--all", "--archived")]
    public void Search_BadRequest_Fails(string reason, string term, params string[] options)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of(["search", term == "LONG" ? new string('x', 2000) : term, .. options, "--home", home.Path]).AssertFailed(reason);
    }

    private static string[] Found(TempHome home, string term, params string[] options) =>
        [.. ToolRun.Of(["search", term, .. options, "--json", "--home", home.Path]).AssertFine().Objects.Select(static hit => ListCommandTests.Text(hit, "id")!)];
}
