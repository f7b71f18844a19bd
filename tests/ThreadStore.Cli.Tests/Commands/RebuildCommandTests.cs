using System;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class RebuildCommandTests
{
    [Fact]
    public void Rebuild_Samples_CountsFilesAndBytes()
    {
        using var home = TempHome.WithSamples();

        var report = Assert.Single(ToolRun.Of("rebuild", "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal(["files", "bytes", "seconds", "mb_s", "bad_lines"], report.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(Samples.Count, report.GetProperty("files").GetInt64());
        Assert.Equal(Directory.GetFiles(Samples.Folder).Sum(static file => new FileInfo(file).Length), report.GetProperty("bytes").GetInt64());
        Assert.Equal(0, report.GetProperty("bad_lines").GetInt64());
        Assert.True(report.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public void Rebuild_BadLine_IsCountedAndTheRestIsThere()
    {
        using var home = TempHome.WithSamples();
        File.AppendAllText(home.Rollout(Samples.First), "garbage\n");

        var run = ToolRun.Of("rebuild", "--json", "--home", home.Path).AssertFine();

        Assert.Equal(1, run.Objects[0].GetProperty("bad_lines").GetInt64());
        Assert.Equal(Samples.Count, ListCommandTests.Rows(home, "list", "--all").Count);
    }

    [Theory]
    [InlineData("garbage\n", ", 1 bad line\n")]
    [InlineData("garbage\ngarbage\n", ", 2 bad lines\n")]
    public void Rebuild_BadLines_AreCountedInPlainEnglish(string bad, string expected)
    {
        using var home = TempHome.WithSamples();
        File.AppendAllText(home.Rollout(Samples.First), bad);

        var run = ToolRun.Of("rebuild", "--home", home.Path).AssertFine();

        Assert.StartsWith("11 rollouts, ", run.Data, StringComparison.Ordinal);
        Assert.EndsWith(expected, run.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Rebuild_LargeHomeThatWasNeverIndexed_CountsEveryFileOnce()
    {
        using var home = TempHome.WithManyThreads(20);

        var report = ToolRun.Of("rebuild", "--json", "--home", home.Path).AssertFine().Objects[0];

        Assert.Equal(20 * Samples.Count, report.GetProperty("files").GetInt64());
    }

    [Fact]
    public void Rebuild_FlippedRow_IsPutRight()
    {
        using var home = TempHome.WithIndexedSamples();
        home.Execute($"UPDATE threads SET tokens_used = 1 WHERE title = 'Hello plain session'");

        ToolRun.Of("rebuild", "--home", home.Path).AssertFine();

        Assert.Equal(0, ToolRun.Of("verify", "--home", home.Path).ExitCode);
    }
}
