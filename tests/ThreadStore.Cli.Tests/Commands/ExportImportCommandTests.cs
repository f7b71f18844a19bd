using System;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Cli.Commands;

/// <summary>The law: what is exported from one home and imported into another is there byte for byte, and the exit code says when something is not.</summary>
public sealed class ExportImportCommandTests
{
    [Theory]
    [InlineData("threads.tar")]
    [InlineData("threads.tgz")]
    public void Export_AllAndImport_GiveTheSameHome(string name)
    {
        using var home = TempHome.WithSamples();
        using var other = TempHome.None();

        var exported = ToolRun.Of("export", "--all", home.Beside(name), "--home", home.Path).AssertFine();
        var imported = ToolRun.Of("import", home.Beside(name), "--home", other.Path).AssertFine();

        Assert.Equal(("11 threads, 403,132 bytes\n", ""), (exported.Data, exported.Messages));
        Assert.Equal(("11 imported\n", ""), (imported.Data, imported.Messages));
        Assert.Equal(home.Logs(), other.Logs());
        Assert.Equal(0, ToolRun.Of("verify", "--home", other.Path).ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(home.Beside(name)));
        Assert.Equal(["home", name], Directory.GetFileSystemEntries(Path.GetDirectoryName(home.Path)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Export_OneThread_WritesJsonOfWhatItTook()
    {
        using var home = TempHome.WithSamples();

        var thread = Assert.Single(ToolRun.Of("export", Samples.First, home.Beside("one.tar"), "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal(["id", "path", "bytes"], thread.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(Samples.First, ListCommandTests.Text(thread, "id"));
        Assert.Equal(new FileInfo(Samples.Of(Samples.First)).Length, thread.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void Export_ToTheStandardOutput_IsTheArchiveAlone()
    {
        using var home = TempHome.WithSamples();

        var run = ToolRun.Of("export", Samples.First, "-", "--home", home.Path).AssertFine();

        Assert.StartsWith("manifest.json\0", run.Data[(run.Data.IndexOf("manifest.json\0", StringComparison.Ordinal))..], StringComparison.Ordinal);
        Assert.Equal("1 thread, 8,302 bytes\n", run.Messages);
        ToolRun.Of("export", Samples.First, "-", "--json", "--home", home.Path).AssertFailed("--json");
        ToolRun.Of(isTerminal: true, isColorWanted: false, default, "export", Samples.First, "-", "--home", home.Path).AssertFailed("not to a terminal");
    }

    [Fact]
    public void Export_OntoAFileThatIsThere_ReplacesNothing()
    {
        using var home = TempHome.WithSamples();
        File.WriteAllText(home.Beside("precious"), "mine");

        ToolRun.Of("export", "--all", home.Beside("precious"), "--home", home.Path).AssertFailed("replaces nothing");

        Assert.Equal("mine", File.ReadAllText(home.Beside("precious")));
    }

    [Fact]
    public void Export_ThatFails_LeavesNoFile()
    {
        using var home = TempHome.WithSamples();

        ToolRun.Of("export", "01a1fcb7-7132-7b11-bcb0-000000000000", home.Beside("one.tar"), "--home", home.Path).AssertFailed("no rollout found");

        Assert.Equal(["home"], Directory.GetFileSystemEntries(Path.GetDirectoryName(home.Path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Export_WithARolloutThatIsNone_TakesTheOthersAndSaysSo()
    {
        using var home = TempHome.WithSamples();
        File.WriteAllText(home.Rollout(Samples.First), "garbage\n");

        var run = ToolRun.Of("export", "--all", home.Beside("threads.tar"), "--home", home.Path);

        Assert.Equal((1, "10 threads"), (run.ExitCode, run.Data.Split(',')[0]));
        Assert.Contains("is not a rollout: its first line is no session_meta, skipped", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("use --all", "only")]
    [InlineData("takes no ids", "--all", Samples.First, "file")]
    [InlineData("not a thread id", "x", "file")]
    [InlineData("'export'", "--json")]
    public void Export_BadUse_Fails(string reason, params string[] args)
    {
        using var home = TempHome.WithSamples();

        ToolRun.Of(["export", .. args, "--home", home.Path]).AssertFailed(reason);
    }

    [Fact]
    public void Import_OfWhatIsThereAndOfAnother_SaysWhichIsWhich()
    {
        using var home = TempHome.WithSamples();
        ToolRun.Of("export", "--all", home.Beside("threads.tar"), "--home", home.Path).AssertFine();
        File.WriteAllText(home.Rollout(Samples.First), File.ReadAllText(home.Rollout(Samples.First)).Replace("Hello", "Hullo", StringComparison.Ordinal));
        File.Delete(home.Rollout(Samples.Legacy));
        var before = home.Logs();

        var foreseen = ToolRun.Of("import", home.Beside("threads.tar"), "--dry-run", "--home", home.Path);
        Assert.Equal(before, home.Logs());
        var run = ToolRun.Of("import", home.Beside("threads.tar"), "--home", home.Path);

        Assert.Equal((1, 1), (foreseen.ExitCode, run.ExitCode));
        Assert.EndsWith("\n1 imported, 9 present, 1 conflict\n", run.Data, StringComparison.Ordinal);
        Assert.EndsWith("\nwould be: 1 imported, 9 present, 1 conflict\n", foreseen.Data, StringComparison.Ordinal);
        Assert.Contains($"{Samples.First} conflict: the home has other bytes of it: ", run.Data, StringComparison.Ordinal);
        Assert.Equal(before.Length + 1, home.Logs().Length);
    }

    [Fact]
    public void Import_Json_HasAnObjectForEachThread()
    {
        using var home = TempHome.WithSamples();
        ToolRun.Of("export", Samples.First, home.Beside("one.tar"), "--home", home.Path).AssertFine();

        var thread = Assert.Single(ToolRun.Of("import", home.Beside("one.tar"), "--json", "--home", home.Path).AssertFine().Objects);

        Assert.Equal(["id", "outcome", "path", "bytes", "reason"], thread.EnumerateObject().Select(static field => field.Name));
        Assert.Equal("present", ListCommandTests.Text(thread, "outcome"));
    }

    [Fact]
    public void Import_OfNoArchive_FailsAndMakesNoHome()
    {
        using var home = TempHome.None();

        ToolRun.Of("import", home.Beside("missing"), "--home", home.Path).AssertFailed("Could not find");

        Assert.False(Directory.Exists(home.Path));
    }

    [Fact]
    public void Import_OfARepackedArchive_IsTaken()
    {
        using var home = TempHome.WithSamples();
        using var other = TempHome.None();
        ToolRun.Of("export", Samples.First, home.Beside("one.tar"), "--home", home.Path).AssertFine();
        // As another program would write it.
        using (var from = new TarReader(File.OpenRead(home.Beside("one.tar"))))
        using (var to = new TarWriter(File.Create(home.Beside("again.tar")), TarEntryFormat.Gnu))
        {
            while (from.GetNextEntry(copyData: true) is { } entry)
            {
                to.WriteEntry(new GnuTarEntry(entry));
            }
        }

        ToolRun.Of("import", home.Beside("again.tar"), "--home", other.Path).AssertFine();

        Assert.Equal(File.ReadAllBytes(home.Rollout(Samples.First)), File.ReadAllBytes(other.Rollout(Samples.First)));
    }
}
