using System;
using System.IO;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class ArchiveCommandTests
{
    [Fact]
    public void Archive_Threads_MovesThemAndUnarchiveBringsThemBack()
    {
        using var home = TempHome.WithSamples();
        var before = home.Rollout(Samples.First);

        var archived = ToolRun.Of("archive", Samples.First, Samples.Legacy, Samples.First, "--home", home.Path).AssertFine();

        Assert.Equal($"{Samples.First} archived\n{Samples.Legacy} archived\n", archived.Data);
        Assert.StartsWith(Path.Combine(home.Path, "archived_sessions"), home.Rollout(Samples.First), StringComparison.Ordinal);
        var rows = ListCommandTests.Rows(home, "list", "--archived");
        Assert.Equal(2, rows.Count);
        Assert.All(rows, static row => Assert.True(row.GetProperty("archived_at_ms").GetInt64() > row.GetProperty("updated_at_ms").GetInt64()));

        var result = Assert.Single(ToolRun.Of("unarchive", Samples.First, "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal($$"""{"id":"{{Samples.First}}","archived":false}""", result.GetRawText());
        Assert.Equal(before, home.Rollout(Samples.First));
        Assert.Single(ListCommandTests.Rows(home, "list", "--archived"));
    }

    // Seen to fail: with the run ended by the first failure.
    [Fact]
    public void Archive_OneThatIsArchivedAlready_SaysSoAndDoesTheOthers()
    {
        using var home = TempHome.WithSamples();
        ToolRun.Of("archive", Samples.First, "--home", home.Path).AssertFine();

        var run = ToolRun.Of("archive", Samples.First, Samples.Legacy, "--home", home.Path);

        Assert.Equal((2, $"{Samples.Legacy} archived\n"), (run.ExitCode, run.Data));
        var line = Assert.Single(run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("it is archived", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("archive", "01a1fcb7-7132-7b11-bcb0-000000000000", "no rollout found")]
    [InlineData("unarchive", Samples.First, "it is not archived")]
    [InlineData("unarchive", "01a1fcb7-7132-7b11-bcb0-000000000000", "no archived rollout found")]
    public void Archive_ThreadThatCannotBeMoved_Fails(string verb, string id, string reason)
    {
        using var home = TempHome.WithIndexedSamples();
        var before = home.Logs();

        ToolRun.Of(verb, id, "--home", home.Path).AssertFailed(reason);

        Assert.Equal(before, home.Logs());
    }

    // Seen to fail: with what is no id passed over.
    [Theory]
    [InlineData("archive")]
    [InlineData("delete", "--yes")]
    public void Batch_WithOneThatIsNoId_DoesNothing(params string[] verb)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of([.. verb, Samples.First, "x", "--home", home.Path]).AssertFailed("not a thread id");

        Assert.Equal(Samples.Count, home.Logs().Length);
        Assert.Empty(ListCommandTests.Rows(home, "list", "--archived"));
    }
}
