using System;
using System.IO;
using System.Linq;
using ThreadStore.Cli.Output;
using Xunit;

namespace ThreadStore.Cli.Commands;

/// <summary>The law: each finding is a line on what is wrong and a line on what mends it, and the exit code is 1 when one is a problem.</summary>
public sealed class DoctorCommandTests
{
    [Fact]
    public void Doctor_HomeInOrder_IsFineAndSilentOnTheDataStream()
    {
        using var home = Closed();

        var run = ToolRun.Of("doctor", "--home", home.Path).AssertFine();

        Assert.Equal(("", "no problems\n"), (run.Data, run.Messages));
    }

    [Fact]
    public void Doctor_Problems_AreTwoLinesEachWithTheCommandThatMendsThem()
    {
        using var home = Closed();
        home.LoseIndex();

        var run = ToolRun.Of("doctor", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"problem  there is no index yet: nothing can be listed\n   mend  threadstore reconcile --home {home.Path}\n", run.Data);
        Assert.Equal("1 problem\n", run.Messages);
        ToolRun.Of("reconcile", "--home", home.Path).AssertFine();
        ToolRun.Of("doctor", "--home", home.Path).AssertFine();
    }

    [Fact]
    public void Doctor_Notes_LeaveTheExitCodeAlone()
    {
        using var home = Closed();
        File.WriteAllText(Path.Combine(home.Path, "threadstore-01234567.1.sqlite"), "x");

        var run = ToolRun.Of("doctor", "--home", home.Path).AssertFine();

        Assert.StartsWith("note     an index of another version", run.Data, StringComparison.Ordinal);
        Assert.Equal("no problems, 1 note\n", run.Messages);
    }

    [Fact]
    public void Doctor_Json_HasAnObjectForEachFinding()
    {
        using var home = Closed();
        File.AppendAllText(home.Rollout(Samples.First), "garbage\n{\"half");

        var run = ToolRun.Of("doctor", "--json", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["kind", "problem", "id", "path", "what", "mend"], run.Objects[0].EnumerateObject().Select(static field => field.Name));
        Assert.Equal(["row_behind", "bad_lines", "torn_tail"], run.Objects.Select(static one => ListCommandTests.Text(one, "kind")));
        Assert.All(run.Objects, static one => Assert.Equal(Samples.First, ListCommandTests.Text(one, "id")));
    }

    [Fact]
    public void Doctor_HomeWhoseNameNeedsQuotes_GivesACommandThatAShellTakes()
    {
        using var folder = Closed();
        var home = folder.Beside("it's my home");
        Directory.Move(folder.Path, home);
        foreach (var index in Directory.GetFiles(home, "threadstore-*"))
        {
            File.Delete(index);
        }

        var run = ToolRun.Of("doctor", "--home", home);

        Assert.Contains($"threadstore reconcile --home '{home.Replace("'", "'\\''", StringComparison.Ordinal)}'", run.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_DamagedIndex_IsMendedByARebuild()
    {
        using var home = Closed();
        var index = Directory.GetFiles(home.Path, "threadstore-*.sqlite").Single();
        File.WriteAllText(index, new string('x', 8192));

        Assert.Contains("rebuild", ToolRun.Of("doctor", "--home", home.Path).Data, StringComparison.Ordinal);
        var verified = ToolRun.Of("verify", "--json", "--home", home.Path);
        Assert.Equal((1, "damaged_index"), (verified.ExitCode, ListCommandTests.Text(Assert.Single(verified.Objects), "kind")));
        ToolRun.Of("rebuild", "--home", home.Path).AssertFine();

        ToolRun.Of("doctor", "--home", home.Path).AssertFine();
    }

    // What programs read: a kind that is renamed would change it.
    [Fact]
    public void Names_OfTheKinds_Stay() => Assert.Equal(
        [
            "not_a_home", "unreadable_folder", "unreadable_rollout", "wide_mode", "missing_row", "row_behind", "orphan_row", "bad_lines", "torn_tail", "not_a_rollout",
            "foreign_rollout", "duplicate", "missing_parent", "compressed", "held_lock", "left_over_lock", "no_index", "damaged_index", "old_index", "shared_file_system",
            "bad_names", "left_over_import", "foreign_owner",
        ],
        Enum.GetValues<FindingKind>().Select(DoctorAdvice.NameOf));

    [Fact]
    public void Advice_ForEachKind_IsKnown()
    {
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            var advice = DoctorAdvice.For(new StoreFinding(kind, IsProblem: true, null, "a b", "x"), "/home");

            Assert.DoesNotContain("nothing is known", advice, StringComparison.Ordinal);
            Assert.DoesNotContain("{0}", advice, StringComparison.Ordinal);
        }
    }

    // As a store makes it: for its owner alone.
    private static TempHome Closed()
    {
        var home = TempHome.WithIndexedSamples();
        File.SetUnixFileMode(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return home;
    }
}
