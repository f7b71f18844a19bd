using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class RenameCommandTests
{
    [Theory]
    [InlineData("Release notes ✅")]
    [InlineData("@not-a-response-file")]
    public void Rename_Thread_ShowsTheNameAtOnceAndAfterTheIndexIsLost(string name)
    {
        using var home = TempHome.WithSamples();

        var run = ToolRun.Of("rename", Samples.First, name, "--json", "--home", home.Path).AssertFine();

        var result = Assert.Single(run.Objects);
        Assert.Equal(["id", "name"], result.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(Samples.First, ListCommandTests.Text(result, "id"));
        Assert.Equal(name, ListCommandTests.Text(result, "name"));
        Assert.Equal(name, NameIn(home));
        home.LoseIndex();
        Assert.Equal(name, NameIn(home));
    }

    [Theory]
    [InlineData(Samples.First, " ", "blank")]
    [InlineData("x", "name", "not a thread id")]
    [InlineData("01a1fcb7-7132-7b11-bcb0-000000000000", "name", "01a1fcb7-7132-7b11-bcb0-000000000000")]
    public void Rename_BadRequest_FailsAndChangesNoLog(string id, string name, string reason)
    {
        using var home = TempHome.WithIndexedSamples();
        var before = home.Logs();

        ToolRun.Of("rename", id, name, "--home", home.Path).AssertFailed(reason);

        Assert.Equal(before, home.Logs());
    }

    private static string? NameIn(TempHome home) =>
        ListCommandTests.Text(ToolRun.Of("show", Samples.First, "--json", "--home", home.Path).AssertFine().Objects[0], "name");
}
