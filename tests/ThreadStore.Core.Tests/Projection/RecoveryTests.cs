using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: whatever a process leaves behind, the next one's index ends as a rebuild of the logs would be, without being told.</summary>
public sealed class RecoveryTests
{
    // A sweep looks at session_index.jsonl before it looks at rollouts.
    private const int NamesFirst = 1;

    [Fact]
    public async Task Open_AfterAnUncleanExit_ProjectsTheThreadsWithALockFileFirst()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(9);
        var buffered = home.Create("other");
        buffered.AppendTokens(8, Durability.Buffered);

        // Killed: nothing is closed, the slot and the buffer are gone.
        home.Reopen();
        var recovered = home.Store.Recovered;
        Assert.False(recovered.IsCompleted);
        home.Reconcile();
        await Guard.Task(recovered);
        Assert.Equal(9, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(0, home.Row(buffered.Id)!.TokensUsed);
        await Guard.Task(home.Store.CaughtUp);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_DuringWhichALiveThreadEnds_DoesNotFail()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("first");
        var sweep = home.Store.Pipeline.Reconciler.SweepAsync();
        await thread.DiscardAsync();

        home.Settle();
        await Guard.Task(sweep);
        Assert.Equal("first", home.Row(thread.Id)!.Preview);
    }

    [Fact]
    public async Task Sweep_OfALogThatHasBecomeEmpty_RemovesItsRow()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        await thread.DiscardAsync();
        File.WriteAllBytes(Assert.Single(home.Rollouts), []);

        home.Reopen();
        home.Reconcile();

        Assert.Null(home.Row(thread.Id));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_FindsFilesThatNobodyIndexed()
    {
        await using var home = new EngineHome();
        home.Create("first");
        var text = File.ReadAllText(home.Rollouts[0]);
        var id = TempHome.Id;
        var other = home.Rollouts[0].Replace(FirstId(home), id.ToString(), StringComparison.Ordinal);
        File.WriteAllText(other, text.Replace(FirstId(home), id.ToString(), StringComparison.Ordinal).Replace("first", "foreign", StringComparison.Ordinal));
        home.Reopen();
        home.Reconcile();

        Assert.Equal("foreign", home.Row(id)!.Preview);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Refresh_FindsAFileThatHasAppearedSince()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Reconcile();
        var id = TempHome.Id.ToString();
        var own = thread.Id.ToString();
        File.WriteAllText(thread.RolloutPath!.Replace(own, id, StringComparison.Ordinal), File.ReadAllText(thread.RolloutPath!).Replace(own, id, StringComparison.Ordinal));
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(thread.RolloutPath!)!, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        home.Reconcile();
        Assert.Equal("first", home.Row(TempHome.Id)!.Preview);
    }

    [Fact]
    public async Task Sweep_RemovesRowsWhoseFilesAreGone()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var kept = home.Create("kept");
        File.Delete(thread.RolloutPath!);
        home.Reopen();
        home.Reconcile();

        Assert.Null(home.Row(thread.Id));
        Assert.NotNull(home.Row(kept.Id));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_DuringWhichAFileMovesIntoAFolderThatWasListedBefore_KeepsItsRow()
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        var earlier = await CreateOn(home, 1);
        var later = await CreateOn(home, 2);
        home.Reopen();
        var path = home.Rollouts.Single(path => path.Contains(later.ToString(), StringComparison.Ordinal));
        var archived = Path.Combine(Directory.CreateDirectory(Path.Combine(home.Path, "archived_sessions")).FullName, Path.GetFileName(path));
        // The archive was listed first; the later day is listed after the earlier one's file was looked at.
        device.Next(LogOperation.GetLengthByPath, new ScriptedFault(0, Before: () => File.Move(path, archived)), after: NamesFirst);
        home.Reconcile();

        Assert.True(home.Row(later)!.Archived);
        Assert.False(home.Row(earlier)!.Archived);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_DuringWhichAnotherProcessProjects_EndsWhereTheLogEnds()
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        var thread = home.Create("first");
        EngineHome.AppendForeign(thread, "{\"timestamp\":\"2026-11-21T06:08:10.000Z\",\"ordinal\":9,\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\",\"info\":{\"total_token_usage\":{\"total_tokens\":7}}}}\n"u8);
        home.Reopen();
        await using var other = home.OpenSecond();
        // The sweep has read where the rows stand; by the time it looks at the log, the other process has brought its row up.
        device.Next(LogOperation.GetLengthByPath, new ScriptedFault(0, Before: () =>
        {
            _ = other.RefreshAsync([thread.Id]);
            EngineHome.Settle(other);
        }), after: NamesFirst);
        var sweep = home.Store.Pipeline.Reconciler.SweepAsync();
        home.Settle();
        await Guard.Task(sweep);

        Assert.Equal(7, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_RelocatesWhatWasArchivedAndBroughtBack()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var active = thread.RolloutPath!;
        await thread.DiscardAsync();
        var archived = Path.Combine(Directory.CreateDirectory(Path.Combine(home.Path, "archived_sessions")).FullName, Path.GetFileName(active));
        File.Move(active, archived);
        home.Reopen();
        home.Reconcile();
        Assert.True(home.Row(thread.Id)!.Archived);
        Assert.Equal(archived, home.Store.FullPath(home.Row(thread.Id)!));
        home.AssertRowsEqualRebuild();
        Assert.Throws<InvalidRequestException>(() => home.Store.Resume(thread.Id));

        File.Move(archived, active);
        home.Reopen();
        home.Reconcile();
        Assert.False(home.Row(thread.Id)!.Archived);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Sweep_OfALogInTwoPlaces_TakesTheActiveOne()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        Directory.CreateDirectory(Path.Combine(home.Path, "archived_sessions"));
        File.Copy(thread.RolloutPath!, Path.Combine(home.Path, "archived_sessions", Path.GetFileName(thread.RolloutPath!)));
        home.Reopen();
        home.Reconcile();
        home.Reconcile();
        Assert.False(home.Row(thread.Id)!.Archived);
    }

    [Fact]
    public async Task SessionIndex_NamesTheThreadsAndTheNewestLineWins()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var names = Path.Combine(home.Path, "session_index.jsonl");
        File.WriteAllText(names, Name(thread.Id, "one", 11) + Name(thread.Id, "two", 12) + "not a line\n" + Name(thread.Id, "torn", 13)[..40]);
        home.Reconcile();
        Assert.Equal("two", home.Row(thread.Id)!.Name);

        File.WriteAllText(names, Name(thread.Id, "one", 11) + Name(thread.Id, "two", 12) + "not a line\n" + Name(thread.Id, "torn", 13));
        home.Reconcile();
        Assert.Equal("torn", home.Row(thread.Id)!.Name);

        // Another file altogether: what the old one said is forgotten.
        File.WriteAllText(names, Name(thread.Id, "anew", 10));
        home.Reconcile();
        Assert.Equal("anew", home.Row(thread.Id)!.Name);
    }

    [Fact]
    public async Task UnterminatedLine_IsNotProjectedUntilItIsComplete()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var path = thread.RolloutPath!;
        await thread.DiscardAsync();
        var foreign = Payloads.ForeignTokens(5, ordinal: 2);
        Append(path, foreign.AsSpan()[..^20].ToArray());
        home.Reopen();
        home.Reconcile();
        Assert.Equal(0, home.Row(thread.Id)!.TokensUsed);

        Append(path, foreign.AsSpan()[^20..].ToArray());
        home.Reopen();
        home.Reconcile();
        Assert.Equal(5, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Refresh_LeavesAHeldTouchOfALiveThreadWhereItIs()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Reconcile();
        var applies = home.Index.Applies.Count;
        thread.AppendTouch();
        home.Reconcile();
        Assert.Equal(applies, home.Index.Applies.Count);
    }

    [Fact]
    public async Task Refresh_SeesForeignLinesOfALiveThreadThatIsIdle()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Reconcile();
        EngineHome.AppendForeign(thread, Payloads.ForeignTokens(5, ordinal: 2));
        home.Reconcile();
        Assert.Equal(5, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task LongLog_IsTakenInInBoundedSteps()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var path = thread.RolloutPath!;
        await thread.DiscardAsync();
        var line = Payloads.Utf8(
            """{"timestamp":"2026-11-21T06:09:00.000Z","ordinal":3,"type":"response_item","payload":{"type":"message","text":"@"}}""".Replace("@", new string('x', 1 << 20), StringComparison.Ordinal) + "\n");
        for (var i = 0; i < 9; i++)
        {
            Append(path, line);
        }

        Append(path, Payloads.ForeignTokens(5, ordinal: 4));
        home.Reopen();
        home.Reconcile();
        Assert.Equal((5, new FileInfo(path).Length), (home.Row(thread.Id)!.TokensUsed, home.Row(thread.Id)!.LogOffset));
        Assert.All(home.Index.Committed, static step => Assert.InRange(step.To - step.From, 1, CatchUp.MaxStepBytes + (2 << 20)));
        Assert.True(home.Index.Committed.Count >= 2);
        home.AssertRowsEqualRebuild();
    }

    private static string FirstId(EngineHome home) => Path.GetFileNameWithoutExtension(home.Rollouts.Order(StringComparer.Ordinal).Last())[^36..];

    private static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
    }

    private static string Name(ThreadId id, string name, int second) =>
        $$"""{"id":"{{id}}","thread_name":"{{name}}","updated_at":"2026-11-21T06:08:{{second}}Z"}""" + "\n";

    private static async Task<ThreadId> CreateOn(EngineHome home, int day)
    {
        var thread = home.Store.Create(new CreateThreadParams { Cwd = "/work", CreatedAt = new DateTimeOffset(2026, 3, day, 12, 0, 0, TimeSpan.Zero) });
        thread.AppendUser("first");
        home.Settle();
        await thread.DiscardAsync();
        return thread.Id;
    }
}
