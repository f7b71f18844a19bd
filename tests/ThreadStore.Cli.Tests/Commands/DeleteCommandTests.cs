using System;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Cli.Commands;

/// <summary>The law: without <c>--yes</c> nothing changes, and with it goes what was said.</summary>
public sealed class DeleteCommandTests
{
    // Seen to fail: with the option asked for the wrong way round.
    [Fact]
    public void Delete_WithoutYes_SaysWhatWouldGoAndChangesNothing()
    {
        using var home = TempHome.WithSamples();
        var before = home.Logs();

        var run = ToolRun.Of("delete", Samples.First, "--home", home.Path).AssertFine();

        Assert.Contains($"{Samples.First} would be deleted (Hello plain session)\n", run.Data, StringComparison.Ordinal);
        Assert.Contains($"{Samples.First}.jsonl, ", run.Data, StringComparison.Ordinal);
        Assert.Contains("  its row in the index\n", run.Data, StringComparison.Ordinal);
        Assert.Contains("note: nothing was deleted: --yes does it", run.Messages, StringComparison.Ordinal);
        Assert.Equal(before, home.Logs());
        ToolRun.Of("show", Samples.First, "--home", home.Path).AssertFine();
    }

    [Fact]
    public void Delete_WithYes_RemovesWhatThePlanNamedAndSaysSo()
    {
        using var home = TempHome.WithIndexedSamples();
        var plan = Assert.Single(ToolRun.Of("delete", Samples.First, "--json", "--home", home.Path).AssertFine().Objects);

        var receipt = Assert.Single(ToolRun.Of("delete", Samples.First, "--yes", "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal(["id", "outcome", "files", "name_lines", "had_row", "forks"], receipt.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(("planned", "deleted"), (ListCommandTests.Text(plan, "outcome"), ListCommandTests.Text(receipt, "outcome")));
        Assert.Equal(Without(plan, "outcome"), Without(receipt, "outcome"));
        Assert.Equal(1, receipt.GetProperty("files").GetArrayLength());
        Assert.Equal(Samples.Count - 1, home.Logs().Length);
        ToolRun.Of("show", Samples.First, "--home", home.Path).AssertFailed("no rollout found");
        ToolRun.Of("delete", Samples.First, "--yes", "--home", home.Path).AssertFailed("no rollout found");
    }

    [Fact]
    public void Delete_ThreadThatAForkContinues_IsRefusedUnlessItIsToldOtherwise()
    {
        using var home = TempHome.WithIndexedSamples();
        var fork = ToolRun.Of("fork", Samples.First, "--home", home.Path).AssertFine().Data.TrimEnd();

        var plan = ToolRun.Of("delete", Samples.First, "--home", home.Path);
        var refused = ToolRun.Of("delete", Samples.First, "--yes", "--home", home.Path);

        Assert.Equal(1, plan.ExitCode);
        Assert.Contains($"continued by {fork}: see --even-if-forked", plan.Data, StringComparison.Ordinal);
        refused.AssertFailed(fork);
        Assert.Equal(Samples.Count + 1, home.Logs().Length);

        ToolRun.Of("delete", Samples.First, "--even-if-forked", "--home", home.Path).AssertFine();
        var run = ToolRun.Of("delete", Samples.First, "--even-if-forked", "--yes", "--home", home.Path).AssertFine();

        Assert.Contains($"{Samples.First} deleted\n", run.Data, StringComparison.Ordinal);
        Assert.Contains($"continued by {fork}, which loses", run.Data, StringComparison.Ordinal);
        Assert.Equal(Samples.Count, home.Logs().Length);
    }

    [Fact]
    public void Delete_SeveralOfWhichOneIsNotThere_SaysSoAndDeletesTheOthers()
    {
        using var home = TempHome.WithIndexedSamples();

        var run = ToolRun.Of("delete", "01a1fcb7-7132-7b11-bcb0-000000000000", Samples.First, Samples.Legacy, "--yes", "--home", home.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no rollout found for thread id 01a1fcb7-7132-7b11-bcb0-000000000000", run.Messages, StringComparison.Ordinal);
        Assert.Equal(Samples.Count - 2, home.Logs().Length);
    }

    private static string Without(JsonElement json, string field) =>
        string.Join('\n', json.EnumerateObject().Where(one => one.Name != field).Select(static one => $"{one.Name} {one.Value.GetRawText()}"));
}
