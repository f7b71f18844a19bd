using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class ReconcileCommandTests
{
    private const string More = """{"timestamp":"2026-11-21T09:00:00.000Z","ordinal":99,"type":"event_msg","payload":{"type":"task_started"}}""" + "\n";

    [Fact]
    public void Reconcile_SaysWhatChangedAndThenThatNothingDid()
    {
        using var home = TempHome.WithIndexedSamples();
        var length = new FileInfo(home.Rollout(Samples.First)).Length;
        File.AppendAllText(home.Rollout(Samples.First), More);
        File.Delete(home.Rollout(Samples.Legacy));

        var run = ToolRun.Of("reconcile", "--home", home.Path).AssertFine();

        Assert.Equal($"{Samples.First} advanced {length:N0} to {length + More.Length:N0} bytes", run.Data.Split('\n')[0]);
        Assert.StartsWith($"{Samples.Legacy} removed  ", run.Data.Split('\n')[1], System.StringComparison.Ordinal);
        Assert.Equal("10 rows, 2 changed\n", run.Messages);
        Assert.Equal("10 rows, all as they were\n", ToolRun.Of("reconcile", "--home", home.Path).AssertFine().Messages);
    }

    [Fact]
    public void EveryVerb_WithAnIndexSetApart_LeavesNoneInTheHome()
    {
        using var home = TempHome.WithSamples();
        var index = home.Beside("index");

        ToolRun.Of("reconcile", "--home", home.Path, "--index-directory", index).AssertFine();
        var listed = ToolRun.Of("list", "--all", "--json", "--home", home.Path, "--index-directory", index).AssertFine();

        Assert.NotEmpty(listed.Objects);
        Assert.Single(Directory.GetFiles(index, "*.sqlite"));
        Assert.Empty(Directory.GetFiles(home.Path, "*.sqlite"));
        Assert.Equal(2, ToolRun.Of("list", "--home", home.Path, "--index-directory", " ").ExitCode);
    }

    [Fact]
    public void RefusedIndex_IsOneLineThatNamesTheOptions()
    {
        var line = Tool.Describe(new UnsupportedException("index", "/home is on nfs"));

        Assert.Equal("index is not supported: /home is on nfs (here: --index-directory DIR, or --allow-network-index)", line);
    }

    [Fact]
    public void Reconcile_Json_HasAnObjectForEachChange()
    {
        using var home = TempHome.WithSamples();

        var rows = ToolRun.Of("reconcile", "--json", "--home", home.Path).AssertFine().Objects;

        Assert.Equal(Samples.Count, rows.Count);
        Assert.Equal(["id", "change", "from", "to"], rows[0].EnumerateObject().Select(static field => field.Name));
        Assert.All(rows, static row => Assert.Equal("added", ListCommandTests.Text(row, "change")));
    }
}
