using System;
using System.IO;
using System.Threading;
using ThreadStore.Cli.Output;
using Xunit;

namespace ThreadStore.Cli;

/// <summary>Law: whatever is wrong, the exit code is 2, the data stream stays empty, and one line says what.</summary>
public sealed class ToolTests
{
    [Theory]
    [InlineData("'lst'", "lst")]
    [InlineData("command", "--json")]
    [InlineData("'--frob'", "list", "--frob")]
    [InlineData("'surplus'", "list", "surplus")]
    [InlineData("'show'", "show")]
    [InlineData("argument", "rename", Samples.First)]
    [InlineData("'replay'", "replay")]
    [InlineData("Cannot parse argument 'many' for option '--limit' (", "list", "--limit", "many")]
    [InlineData("'size'", "list", "--sort", "size")]
    [InlineData("--sort must be one of", "list", "--sort", "--all")]
    [InlineData("--durability must be one of", "replay", "x", "--durability", "--json")]
    [InlineData("FILE must name a file", "import", "")]
    [InlineData("FILE must name a file", "export", "--all", " ")]
    [InlineData("'never'", "replay", "x", "--durability", "never")]
    public void Run_BadUse_FailsInOneLine(string reason, params string[] args) => ToolRun.Of(args).AssertFailed(reason);

    [Theory]
    [InlineData("list")]
    [InlineData("show", Samples.First)]
    [InlineData("search", "x")]
    [InlineData("search", "x", "--ranked")]
    [InlineData("rename", Samples.First, "x")]
    [InlineData("rebuild")]
    [InlineData("verify")]
    [InlineData("reconcile")]
    [InlineData("doctor")]
    [InlineData("tail", Samples.First)]
    [InlineData("set", Samples.First, "--name", "x")]
    [InlineData("archive", Samples.First)]
    [InlineData("unarchive", Samples.First)]
    [InlineData("delete", Samples.First, "--yes")]
    [InlineData("fork", Samples.First)]
    [InlineData("export", "--all", "/tmp/nowhere/threads.tar")]
    [InlineData("import", "/tmp/nowhere/threads.tar", "--dry-run")]
    public void Run_HomeThatIsNotThere_FailsAndMakesNone(params string[] args)
    {
        using var home = TempHome.None();

        ToolRun.Of([.. args, "--home", home.Path]).AssertFailed("no such home");

        Assert.False(Directory.Exists(home.Path));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("rebuild")]
    [InlineData("reconcile")]
    [InlineData("doctor")]
    [InlineData("demo")]
    public void Run_HomeThatIsAFile_Fails(string verb)
    {
        using var home = TempHome.None();
        File.WriteAllText(home.Path, "");

        var run = ToolRun.Of(verb, "--home", home.Path);

        run.AssertFailed(verb == "demo" ? "fresh home" : "the home is a file");
    }

    [Fact]
    public void Run_ReplayIntoAFile_Fails()
    {
        using var home = TempHome.None();
        File.WriteAllText(home.Path, "");

        ToolRun.Of("replay", Samples.Folder, "--home", home.Path).AssertFailed("is a file");
    }

    [Fact]
    public void Run_EmptyHomeOption_Fails() => ToolRun.Of("list", "--home", "").AssertFailed("--home");

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("rebuild")]
    [InlineData("show", Samples.First)]
    [InlineData("search", "x")]
    [InlineData("search", "x", "--ranked")]
    [InlineData("reconcile")]
    [InlineData("doctor")]
    [InlineData("set", Samples.First, "--name", "x")]
    [InlineData("archive", Samples.First)]
    [InlineData("delete", Samples.First)]
    [InlineData("delete", Samples.First, "--yes")]
    [InlineData("fork", Samples.First)]
    [InlineData("export", "--all", "/tmp/nowhere/threads.tar")]
    [InlineData("import", "/tmp/nowhere/threads.tar")]
    public void Run_Cancelled_SaysSo(params string[] args)
    {
        using var home = TempHome.WithIndexedSamples();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        ToolRun.Of(stop.Token, [.. args, "--home", home.Path]).AssertFailed("cancelled");
    }

    [Fact]
    public void Help_OfEachVerb_HasExamplesOnTheDataStream()
    {
        foreach (var verb in HelpExamples.All.Keys)
        {
            var run = ToolRun.Of(verb, "--help").AssertFine();

            Assert.Equal("", run.Messages);
            Assert.Contains($"Examples:\n  threadstore {verb}", run.Data, StringComparison.Ordinal);
            Assert.Contains("--home <DIR>", run.Data, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Help_OfTheTool_NamesEveryVerb()
    {
        var help = ToolRun.Of("--help").AssertFine().Data;

        Assert.All(HelpExamples.All.Keys, verb => Assert.Contains($"\n  {verb} ", help, StringComparison.Ordinal));
    }
}
