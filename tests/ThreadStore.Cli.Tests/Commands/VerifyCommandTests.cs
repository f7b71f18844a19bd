using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Cli.Commands;

/// <summary>Law: exit code 1 says that something differs, and each difference is named with its thread, place and kind.</summary>
public sealed class VerifyCommandTests
{
    [Fact]
    public void Verify_WholeHome_IsFineAndSilentOnTheDataStream()
    {
        using var home = TempHome.WithIndexedSamples();

        var run = ToolRun.Of("verify", "--json", "--home", home.Path).AssertFine();

        Assert.Equal("", run.Data);
        Assert.Contains("11 rollouts, 403,132 bytes: no differences", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_CutTail_IsATornTail()
    {
        using var home = TempHome.WithIndexedSamples();
        var rollout = home.Rollout(Samples.First);
        var length = new FileInfo(rollout).Length;
        var lastLine = File.ReadLines(rollout).Last().Length + 1;
        Cut(rollout, length - 10);

        var torn = Find(home, "torn_tail");

        Assert.Equal(length - lastLine, torn.GetProperty("offset").GetInt64());
        Assert.Equal(lastLine - 10, torn.GetProperty("length").GetInt64());
    }

    [Fact]
    public void Verify_GarbageLineInTheMiddle_IsABadLine()
    {
        using var home = TempHome.WithSamples();
        var rollout = home.Rollout(Samples.First);
        var lines = File.ReadAllLines(rollout);
        File.WriteAllText(rollout, $"{string.Join('\n', lines[..5])}\ngarbage\n{string.Join('\n', lines[5..])}\n");
        ToolRun.Of("list", "--home", home.Path).AssertFine();

        var run = ToolRun.Of("verify", "--json", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        var bad = Assert.Single(run.Objects);
        Assert.Equal(["id", "kind", "offset", "length", "reason"], bad.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(Samples.First, ListCommandTests.Text(bad, "id"));
        Assert.Equal("bad_line", ListCommandTests.Text(bad, "kind"));
        Assert.Equal(lines[..5].Sum(static line => line.Length + 1), bad.GetProperty("offset").GetInt64());
        Assert.Equal("garbage".Length, bad.GetProperty("length").GetInt64());
        Assert.Contains("1 difference", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FlippedRow_Differs()
    {
        using var home = TempHome.WithIndexedSamples();
        home.Execute("UPDATE threads SET tokens_used = tokens_used + 1 WHERE title = 'Hello plain session'");

        var differs = Find(home, "differs");

        Assert.Contains("tokens_used", ListCommandTests.Text(differs, "reason"), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_DeletedRow_IsMissing()
    {
        using var home = TempHome.WithIndexedSamples();
        home.Execute("DELETE FROM threads WHERE title = 'Hello plain session'");

        Find(home, "missing");
    }

    [Fact]
    public void Verify_DeletedRollout_IsAnOrphan()
    {
        using var home = TempHome.WithIndexedSamples();
        File.Delete(home.Rollout(Samples.First));

        Find(home, "orphan");
    }

    [Fact]
    public void Verify_RolloutOfAnotherThread_IsAForeignFile()
    {
        using var home = TempHome.WithIndexedSamples();
        File.WriteAllBytes(home.Rollout(Samples.First), File.ReadAllBytes(Samples.Of(Samples.Renamed)));

        var run = ToolRun.Of("verify", "--json", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Objects, static one => ListCommandTests.Text(one, "kind") == "foreign_file" && ListCommandTests.Text(one, "id") == Samples.First);
    }

    [Fact]
    public void Verify_LinesThatAreNotProjectedYet_AreOnlyNoted()
    {
        using var home = TempHome.WithIndexedSamples();
        File.AppendAllText(home.Rollout(Samples.First), """{"timestamp":"2026-11-21T09:00:00.000Z","ordinal":99,"type":"event_msg","payload":{"type":"task_started"}}""" + "\n");

        var run = ToolRun.Of("verify", "--json", "--home", home.Path).AssertFine();

        Assert.Equal("", run.Data);
        Assert.Contains($"note: {Samples.First} is behind", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_BrokenHome_IsNotChanged()
    {
        using var home = TempHome.WithIndexedSamples();
        Cut(home.Rollout(Samples.First), new FileInfo(home.Rollout(Samples.First)).Length - 10);
        var before = home.Logs();

        Assert.Equal(1, ToolRun.Of("verify", "--home", home.Path).ExitCode);

        Assert.Equal(before, home.Logs());
    }

    [Fact]
    public void Verify_ForPeople_NamesTheKindAndTheThread()
    {
        using var home = TempHome.WithIndexedSamples();
        home.Execute("DELETE FROM threads WHERE title = 'Hello plain session'");

        var run = ToolRun.Of("verify", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(Samples.First, Assert.Single(run.Data.Split('\n'), static line => line.Contains("missing", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static void Cut(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    // Every difference is of the one thread that was broken.
    private static JsonElement Find(TempHome home, string kind)
    {
        var run = ToolRun.Of("verify", "--json", "--home", home.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.All(run.Objects, static one => Assert.Equal(Samples.First, ListCommandTests.Text(one, "id")));
        return Assert.Single(run.Objects, one => ListCommandTests.Text(one, "kind") == kind);
    }
}
