using System;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public void Demo_Json_WritesTheThreadsAndEndsWithTheReport()
    {
        var run = ToolRun.Of("demo", "--copies", "2", "--json").AssertFine();

        var objects = run.Objects;
        Assert.Equal(Samples.Count - 1 + 1, objects.Count);
        Assert.All(objects.SkipLast(1), row => Assert.Equal(ListCommandTests.Columns, row.EnumerateObject().Select(static column => column.Name)));
        var report = objects[^1];
        Assert.Equal(2, report.GetProperty("copies").GetInt64());
        Assert.Equal(2 * Samples.Count, report.GetProperty("threads").GetInt64());
        Assert.Equal(2 * Samples.Lines, report.GetProperty("lines").GetInt64());
        Assert.Equal(2 * Samples.Count, report.GetProperty("projection").GetProperty("rows").GetInt64());
        Assert.True(report.GetProperty("ratio").GetDouble() > 0);
        Assert.False(Directory.Exists(Path.GetDirectoryName(ListCommandTests.Text(objects[0], "rollout_path"))));
    }

    [Fact]
    public void Demo_InAHomeThatIsNamed_KeepsItWhole()
    {
        using var home = TempHome.None();

        var text = ToolRun.Of("demo", "--copies", "2", "--home", home.Path).AssertFine().Data;

        Assert.Contains("p99.9", text, StringComparison.Ordinal);
        Assert.Contains("ratio", text, StringComparison.Ordinal);
        Assert.Contains("Hello plain session", text, StringComparison.Ordinal);
        Assert.Equal(2 * Samples.Count, ListCommandTests.Rows(home, "list", "--all").Count);
        Assert.Equal(0, ToolRun.Of("verify", "--home", home.Path).ExitCode);
    }

    [Fact]
    public void Demo_InAHomeWithSomethingInIt_Fails()
    {
        using var home = TempHome.WithSamples();

        ToolRun.Of("demo", "--home", home.Path).AssertFailed("fresh home");
    }
}
