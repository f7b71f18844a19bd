using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using ThreadStore.Cli.Output;
using Xunit;

namespace ThreadStore.Cli;

/// <summary>
/// The law: with <c>--record</c> the file holds the spans of the run when it has ended, however it ended, and nothing else about the run is
/// another. What stood there stays until then, and for good when it is no recording. Seen to fail: with the dump only after success, without
/// the cut, with any file taken for a recording, with help recorded too, with a dump that fails counted as fine, and with the recorder off.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[Collection(Name)]
public sealed class RecordTests
{
    private const string Name = "The recorder is the process's";

    private static readonly string[] s_spanFields = ["trace", "span", "parent", "name", "start_ns", "end_ns", "attrs"];

    [Fact]
    public void Record_OfAReplay_LeadsFromTheAppendToTheCommit()
    {
        using var home = TempHome.None();

        ToolRun.Of("replay", Samples.Folder, "--home", home.Path, "--record", home.Beside("spans")).AssertFine();

        var spans = Read(home.Beside("spans"));
        var byId = spans.ToDictionary(static span => span.GetProperty("span").GetString()!);
        List<JsonElement> Named(string name) => spans.FindAll(span => span.GetProperty("name").GetString() == name);
        JsonElement ParentOf(JsonElement span)
        {
            var parent = byId[span.GetProperty("parent").GetString()!];
            Assert.Equal(parent.GetProperty("trace").GetString(), span.GetProperty("trace").GetString());
            return parent;
        }

        var commits = Named("thread_store.batch_commit");
        Assert.NotEmpty(commits);
        foreach (var commit in commits)
        {
            var update = ParentOf(commit);
            Assert.Equal("thread_store.metadata_update_worker", update.GetProperty("name").GetString());
            Assert.Equal("thread_store.live_append.observe_metadata", ParentOf(update).GetProperty("name").GetString());
            Assert.Contains(Named("thread_store.apply_metadata"), apply => apply.GetProperty("parent").GetString() == update.GetProperty("span").GetString());
            Assert.Equal("done", update.GetProperty("attrs").GetProperty("thread_store.outcome").GetString());
        }

        // Every line is appended but the first of each thread, which its file is made with.
        Assert.Equal(Samples.Lines - Samples.Count, Named("thread_store.live_append.store_append").Count);
    }

    [Theory]
    [InlineData("list", "--json", "--all")]
    [InlineData("verify", "--json")]
    [InlineData("show", Samples.First, "--history")]
    public void Record_ChangesNothingElse(params string[] args)
    {
        using var home = TempHome.WithIndexedSamples();
        File.AppendAllText(home.Rollout(Samples.First), "garbage\n");
        ToolRun.Of([.. args, "--home", home.Path]);
        var usual = ToolRun.Of([.. args, "--home", home.Path]);

        var recorded = ToolRun.Of([.. args, "--home", home.Path, "--record", home.Beside("spans")]);

        Assert.Equal(usual, recorded);
        Read(home.Beside("spans"));
    }

    [Fact]
    public void Record_BeforeTheVerb_IsTheSame()
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of("--record", home.Beside("spans"), "list", "--home", home.Path).AssertFine();

        Assert.Contains(Read(home.Beside("spans")), static span => span.GetProperty("name").GetString() == "thread_store.open");
    }

    [Fact]
    public void Record_OfARunThatFails_IsWrittenAllTheSame()
    {
        using var home = TempHome.None();

        ToolRun.Of("list", "--home", home.Path, "--record", home.Beside("spans")).AssertFailed("no such home");

        Read(home.Beside("spans"));
    }

    [Fact]
    public void Record_OfARunThatIsCancelled_IsWrittenAllTheSame()
    {
        using var home = TempHome.WithIndexedSamples();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        ToolRun.Of(stop.Token, "list", "--home", home.Path, "--record", home.Beside("spans")).AssertFailed("cancelled");

        Read(home.Beside("spans"));
    }

    [Fact]
    public void Record_OverALongerRecording_ReplacesItWhole()
    {
        using var home = TempHome.WithIndexedSamples();
        File.WriteAllText(home.Beside("spans"), "{\"clock_anchor\":{}}\n" + new string('x', 1 << 20));

        ToolRun.Of("list", "--home", home.Path, "--record", home.Beside("spans")).AssertFine();

        Read(home.Beside("spans"));
    }

    [Fact]
    public void Record_ThroughALink_WritesWhatItPointsAt()
    {
        using var home = TempHome.WithIndexedSamples();
        File.WriteAllText(home.Beside("target"), "");
        File.CreateSymbolicLink(home.Beside("link"), home.Beside("target"));

        ToolRun.Of("list", "--home", home.Path, "--record", home.Beside("link")).AssertFine();

        Read(home.Beside("target"));
    }

    // Seen to fail: with every empty file replaceable.
    [Theory]
    [InlineData("store.lock")]
    [InlineData("1.inuse")]
    public void Record_OverAnEmptyLock_IsRefused(string name)
    {
        using var home = TempHome.WithIndexedSamples();
        File.WriteAllText(home.Beside(name), "");

        ToolRun.Of("list", "--home", home.Path, "--record", home.Beside(name)).AssertFailed("replaces a recording, nothing else");

        Assert.Equal(0, new FileInfo(home.Beside(name)).Length);
    }

    [Theory]
    [InlineData("{\"timestamp\":\"2026-11-21T06:07:22.482Z\",\"type\":\"session_meta\"}\n")]
    [InlineData("{\"clock")]
    public void Record_OverAnythingElse_IsRefusedAndChangesNothing(string content)
    {
        using var home = TempHome.None();
        File.WriteAllText(home.Beside("precious"), content);

        ToolRun.Of("replay", Samples.Folder, "--home", home.Path, "--record", home.Beside("precious")).AssertFailed("replaces a recording, nothing else");

        Assert.Equal(content, File.ReadAllText(home.Beside("precious")));
        Assert.False(Directory.Exists(home.Path));
    }

    [Theory]
    [InlineData("must name a file", "-")]
    [InlineData("must name a file", "")]
    [InlineData("this is a directory", "/tmp")]
    [InlineData("cannot write the recording", "/proc/nowhere/spans")]
    public void Record_WhereNothingCanBeWritten_FailsBeforeTheRun(string reason, string path)
    {
        using var home = TempHome.None();

        ToolRun.Of("replay", Samples.Folder, "--home", home.Path, "--record", path).AssertFailed(reason);

        Assert.False(Directory.Exists(home.Path));
    }

    [Fact]
    public void Record_WithoutAFile_Fails() => ToolRun.Of("list", "--record").AssertFailed("'--record'");

    [Fact]
    public void Record_OntoAFullDisk_FailsTheRunAndSaysSo()
    {
        using var home = TempHome.WithIndexedSamples();
        var usual = ToolRun.Of("list", "--home", home.Path);

        var run = ToolRun.Of("list", "--home", home.Path, "--record", "/dev/full");

        Assert.Equal((2, usual.Data), (run.ExitCode, run.Data));
        Assert.StartsWith("threadstore: the recording is not whole: ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithHelp_MakesNoFile()
    {
        using var home = TempHome.None();

        ToolRun.Of("list", "--help", "--record", home.Beside("spans")).AssertFine();
        ToolRun.Of("list", "surplus", "--record", home.Beside("spans")).AssertFailed("'surplus'");

        Assert.False(File.Exists(home.Beside("spans")));
    }

    [Fact]
    public void Help_OfEachVerb_HasTheOption()
    {
        foreach (var verb in HelpExamples.All.Keys)
        {
            Assert.Contains("--record <FILE>", ToolRun.Of(verb, "--help").AssertFine().Data, StringComparison.Ordinal);
        }
    }

    /// <summary>The spans of a recording, without the anchor; fails when it is not as documented.</summary>
    internal static List<JsonElement> Read(string path)
    {
        var lines = new ToolRun(0, File.ReadAllText(path), "").Objects;
        Assert.Equal(["clock_anchor", "capacity", "recorded", "lost"], lines[0].EnumerateObject().Select(static field => field.Name));
        Assert.Equal(lines[0].GetProperty("recorded").GetInt64(), lines.Count - 1);
        var anchor = lines[0].GetProperty("clock_anchor").GetProperty("monotonic_ns").GetInt64();
        foreach (var span in lines.Skip(1))
        {
            Assert.Equal(s_spanFields, span.EnumerateObject().Select(static field => field.Name));
            Assert.NotEqual(UInt128.Zero, Hex(span.GetProperty("trace"), 32));
            Assert.NotEqual(UInt128.Zero, Hex(span.GetProperty("span"), 16));
            Assert.True(span.GetProperty("parent").ValueKind is JsonValueKind.Null || Hex(span.GetProperty("parent"), 16) != 0);
            Assert.StartsWith("thread_store.", span.GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.True(span.GetProperty("start_ns").GetInt64() <= span.GetProperty("end_ns").GetInt64());
            Assert.True(span.GetProperty("end_ns").GetInt64() <= anchor);
        }

        return lines[1..];
    }

    private static UInt128 Hex(JsonElement text, int length)
    {
        Assert.Equal(length, text.GetString()!.Length);
        return UInt128.Parse(text.GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
