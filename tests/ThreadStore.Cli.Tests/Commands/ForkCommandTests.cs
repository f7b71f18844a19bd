using System;
using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class ForkCommandTests
{
    private const string Turn = "01a1fcb7-7142-7e12-a89a-46562c44833b";

    [Theory]
    [InlineData(Samples.First)]
    [InlineData(Samples.Legacy)]
    public void Fork_Thread_PrintsTheIdOfAThreadThatListsShow(string parent)
    {
        using var home = TempHome.WithIndexedSamples();

        var run = ToolRun.Of("fork", parent, "--home", home.Path).AssertFine();

        var id = run.Data.TrimEnd();
        Assert.True(ThreadId.TryParse(id, out _));
        Assert.Equal($"{id}\n", run.Data);
        var row = Assert.Single(ListCommandTests.Rows(home, "list"), row => ListCommandTests.Text(row, "id") == id);
        Assert.Equal(parent, ListCommandTests.Text(row, "forked_from_id"));
        // Nothing of it is held any more.
        ToolRun.Of("rename", id, "mine", "--home", home.Path).AssertFine();
    }

    // Seen to fail: with the options left out of the request.
    [Fact]
    public void Fork_AtAnOffset_ContinuesTheLinesBeforeIt()
    {
        using var home = TempHome.WithIndexedSamples();
        var lines = ToolRun.Of("show", Samples.First, "--history", "--json", "--home", home.Path).AssertFine().Objects.Skip(1).ToList();
        var offset = lines[5].GetProperty("offset").GetInt64();

        var result = Assert.Single(ToolRun.Of("fork", Samples.First, "--at", $"{offset}", "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal(["id", "forked_from_id"], result.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(Samples.First, ListCommandTests.Text(result, "forked_from_id"));
        var history = ToolRun.Of("show", ListCommandTests.Text(result, "id")!, "--history", "--json", "--home", home.Path).AssertFine().Objects.Skip(1).ToList();
        Assert.InRange(history.Count(line => lines.Any(parents => parents.GetRawText() == line.GetRawText())), 4, 5);
        Assert.DoesNotContain(history, line => line.GetRawText() == lines[5].GetRawText());
    }

    [Fact]
    public void Fork_AfterATurn_ContinuesIt()
    {
        using var home = TempHome.WithIndexedSamples();

        var id = ToolRun.Of("fork", Samples.First, "--turn", Turn, "--home", home.Path).AssertFine().Data.TrimEnd();

        var history = ToolRun.Of("show", id, "--history", "--home", home.Path).AssertFine().Data;
        Assert.Contains("event_msg/task_complete", history, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no line of thread", "--at", "7")]
    [InlineData("no line of thread", "--at=-1")]
    [InlineData("no-such-turn", "--turn", "no-such-turn")]
    [InlineData("not both", "--turn", Turn, "--at", "7")]
    [InlineData("--turn must name a turn", "--turn", "")]
    public void Fork_BadPoint_FailsAndMakesNoThread(string reason, params string[] options)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of(["fork", Samples.First, .. options, "--home", home.Path]).AssertFailed(reason);

        Assert.Equal(Samples.Count, home.Logs().Length);
    }
}
