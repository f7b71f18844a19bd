using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// After a delete nothing of the thread is in the home's files, and nothing else has changed; the receipt and the plan say what. Seen to
/// fail: without the scrub of the WAL, with secure_delete off, with the names left, with forks let through, with forks looked for
/// by rows alone, with forks' rows left as they were, with a file of names that is written without a last look at the old one, with
/// forks of further files let through.
/// </summary>
public sealed class DeleteTests
{
    private const string Secret = "a-secret-that-nobody-may-read-again";

    [Fact]
    public async Task Delete_RemovesEverythingOfTheThread_AndNothingElse()
    {
        await using var home = new EngineHome();
        var kept = await home.ClosedAsync("kept");
        var id = await home.ClosedAsync(Secret);
        await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = $"{Secret} name" }));
        await home.Run(home.Store.UpdateMetadataAsync(kept, new ThreadMetadataPatch { Name = "kept name" }));
        foreach (var path in new[] { $"threadstore/torn/{id}-20261121T060810743Z-0", $"threadstore/offsets/{id}.offsets", $"archived_sessions/{VerbHome.Name(id, isCompressed: true)}" })
        {
            VerbHome.Put(Path.Combine(home.Path, path), Encoding.UTF8.GetBytes(Secret));
        }

        VerbHome.Put(Path.Combine(home.Path, $"threadstore/torn/{kept}-20261121T060810743Z-0"), "x"u8);
        var others = home.Files(kept);
        var plan = home.Store.PlanDelete(id);
        Assert.False(plan.IsDone);

        var receipt = await home.Run(home.Store.DeleteAsync(id));

        Assert.Equal(
            [$"threadstore/offsets/{id}.offsets", $"threadstore/torn/{id}-20261121T060810743Z-0", $"archived_sessions/{VerbHome.Name(id, isCompressed: true)}", $"{VerbHome.Day}/{VerbHome.Name(id)}"],
            receipt.Files.Select(static file => file.RelativePath));
        Assert.Equal((35, 35, 35), (receipt.Files[0].Bytes, receipt.Files[1].Bytes, receipt.Files[2].Bytes));
        Assert.Equal((id, true, true, 1), (receipt.Thread, receipt.IsDone, receipt.HadRow, receipt.NameLines));
        Assert.Equal(plan.Files, receipt.Files);
        Assert.Empty(home.Files(id));
        Assert.Equal(others, home.Files(kept));
        Assert.Equal("kept name", home.Row(kept)!.Name);
        Assert.Null(home.Row(id));
        Assert.Empty(Found(home, Secret));
        Assert.Empty(Found(home, id.ToString()));
        Assert.Empty(home.LockFiles);
        home.AssertRowsEqualRebuild();
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(home.Store.DeleteAsync(id)));
        Assert.Throws<ThreadNotFoundException>(() => home.Store.PlanDelete(id));
        Assert.Empty(home.LockFiles);
    }

    // A reader of another process holds the WAL: not yet, and no failure.
    [Fact]
    public async Task Delete_WhileAReaderPinsTheWal_EndsOnceItIsThrough()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync(Secret);
        using var reader = Sqlite.SqliteConnection.Open(Directory.GetFiles(home.Path, "threadstore-*.sqlite").Single(), Sqlite.SqliteOpenMode.ReadOnly);
        reader.Execute("BEGIN");
        reader.Execute("SELECT count(*) FROM threads");
        var delete = home.Store.DeleteAsync(id);
        home.Settle();
        home.Settle();
        Assert.False(delete.IsCompleted);
        Assert.NotEmpty(Found(home, Secret));

        reader.Execute("COMMIT");
        home.Clock.AdvanceMs(1_000);
        await home.Run(delete);

        Assert.Empty(Found(home, Secret));
    }

    [Fact]
    public async Task Delete_OfAThreadThatIsLiveHere_OrElsewhere_IsRefused()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var second = home.OpenSecond();

        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.DeleteAsync(thread.Id)));
        await Assert.ThrowsAsync<ThreadBusyException>(() => Guard.Task(second.DeleteAsync(thread.Id)));

        Assert.Equal(2, home.Lines(thread.Id).Count);
        Assert.Equal("first", home.Row(thread.Id)!.Preview);
        await second.DisposeAsync();
    }

    [Theory]
    [InlineData("rollout")]
    [InlineData("row")]
    [InlineData("names")]
    [InlineData("torn")]
    public async Task Delete_OfWhatAHalfDeletedThreadHasLeft_RemovesIt(string left)
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        if (left is not "rollout")
        {
            File.Delete(home.ActivePath(id));
        }

        if (left is not "row")
        {
            home.Reconcile();
        }

        switch (left)
        {
            case "names":
                File.WriteAllText(Path.Combine(home.Path, "session_index.jsonl"), NameLine(id, "left") + NameLine(TempHome.OtherId, "other"));
                break;
            case "torn":
                VerbHome.Put(Path.Combine(home.Path, $"threadstore/torn/{id}-0"), "x"u8);
                break;
            default:
                break;
        }

        var receipt = await home.Run(home.Store.DeleteAsync(id));

        Assert.Equal((left is "row" or "rollout", left is "names" ? 1 : 0, left is "torn" or "rollout" ? 1 : 0), (receipt.HadRow, receipt.NameLines, receipt.Files.Count));
        Assert.Null(home.Row(id));
        Assert.Empty(home.Files(id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(home.Store.DeleteAsync(id)));
    }

    [Fact]
    public async Task Delete_OfAThreadWhoseLogAForkContinues_IsAConflictThatNamesTheFork()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync(Secret);
        var fork = home.Store.Fork(id);
        fork.AppendUser("of the fork");
        home.Settle();
        Assert.Equal(Secret, home.Row(fork.Id)!.Preview);

        // Before every rollout has been looked at, and after it.
        Assert.False(home.Store.CaughtUp.IsCompleted);
        foreach (var _ in new[] { false, true })
        {
            var refused = await Assert.ThrowsAsync<ConflictException>(() => Guard.Task(home.Store.DeleteAsync(id)));
            Assert.Contains(fork.Id.ToString(), refused.Message, StringComparison.Ordinal);
            Assert.Equal([fork.Id], home.Store.PlanDelete(id).Forks);
            home.Reconcile();
            await Guard.Task(home.Store.CaughtUp);
        }

        Assert.True(File.Exists(home.ActivePath(id)));
        var receipt = await home.Run(home.Store.DeleteAsync(id, DeleteThreadOptions.EvenIfForked));

        Assert.Equal([fork.Id], receipt.Forks);
        Assert.Equal("of the fork", home.Row(fork.Id)!.Preview);
        Assert.Empty(Found(home, Secret));
        home.AssertRowsEqualRebuild();
        fork.AppendTokens(5);
        home.Settle();
        Assert.Equal(5, home.Row(fork.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_OfAThreadThatWasForkedAMomentAgo_IsAConflict(bool isElsewhere)
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        home.Reconcile();
        await Guard.Task(home.Store.CaughtUp);
        var second = home.OpenSecond();

        // Nobody has projected it yet.
        var fork = (isElsewhere ? second : home.Store).Fork(id);
        await fork.DiscardAsync();
        await second.DisposeAsync();
        Assert.Null(home.Row(fork.Id));
        Assert.Equal([fork.Id], home.Store.PlanDelete(id).Forks);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => home.Store.DeleteAsync(id));
        Assert.Contains(fork.Id.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(home.ActivePath(id)));
    }

    // Codex goes on in a further file after thread/revert; a fork that it then makes names that file, and the thread as where it comes from.
    [Fact]
    public async Task Delete_OfAThreadThatCodexTookBack_RemovesItsFurtherFiles_UnlessAForkContinuesOne()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync(Secret);
        var other = await home.ClosedAsync("other");
        var segment = ThreadId.Parse("01a1fcb8-0000-7000-8000-00000000000a");
        var fork = ThreadId.Parse("01a1fcb8-0000-7000-8000-00000000000f");
        string[] further = [$"archived_sessions/rollout-2026-11-22T01-02-03-{id}_{segment}.jsonl", $"sessions/2026/11/23/rollout-2026-11-23T01-02-03-{id}_{fork}.jsonl.zst"];
        foreach (var path in further)
        {
            VerbHome.Put(Path.Combine(home.Path, path), Encoding.UTF8.GetBytes(Secret));
        }

        VerbHome.Put(Path.Combine(home.Path, $"sessions/2026/11/23/rollout-2026-11-23T01-02-03-{other}_{segment}.jsonl"), "x"u8);
        var others = home.Files(other);
        VerbHome.Put(home.ActivePath(fork), Encoding.UTF8.GetBytes(
            $$$"""{"timestamp":"2026-11-21T06:08:10.000Z","type":"session_meta","payload":{"id":"{{{fork}}}","forked_from_id":"{{{id}}}","history_mode":"paginated","history_base":{"thread_id":"{{{segment}}}","end_ordinal_exclusive":1,"end_byte_offset":{{{Secret.Length}}} } } }""" + "\n"));
        foreach (var isCaughtUp in new[] { false, true })
        {
            Assert.Equal(isCaughtUp, home.Store.CaughtUp.IsCompletedSuccessfully);
            Assert.Equal([fork], home.Store.PlanDelete(id).Forks);
            await Assert.ThrowsAsync<ConflictException>(() => home.Store.DeleteAsync(id));
            home.Reconcile();
            await Guard.Task(home.Store.CaughtUp);
        }

        await home.Run(home.Store.DeleteAsync(fork));
        var receipt = await home.Run(home.Store.DeleteAsync(id));

        Assert.Equal([.. further, $"{VerbHome.Day}/{VerbHome.Name(id)}"], receipt.Files.Select(static file => file.RelativePath));
        Assert.Empty(Found(home, Secret));
        Assert.Equal(others, home.Files(other));
    }

    [Fact]
    public async Task Delete_OfAFork_LeavesItsParent()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var fork = home.Store.Fork(id);
        await fork.DiscardAsync();
        home.Settle();

        await home.Run(home.Store.DeleteAsync(fork.Id));
        await home.Run(home.Store.DeleteAsync(id));

        Assert.Empty(home.Rollouts);
    }

    [Fact]
    public async Task Delete_OfARowsPathThroughASymbolicLink_IsRefusedAndRemovesNothing()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var elsewhere = Directory.CreateTempSubdirectory("threadstore-elsewhere-").FullName;
        var folder = Path.Combine(home.Path, VerbHome.Day);
        Directory.Move(folder, Path.Combine(elsewhere, "real"));
        Directory.CreateSymbolicLink(folder, Path.Combine(elsewhere, "real"));

        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.DeleteAsync(id)));
        Assert.Throws<InvalidRequestException>(() => home.Store.PlanDelete(id));

        Assert.Single(Directory.GetFiles(Path.Combine(elsewhere, "real")));
        Assert.NotNull(home.Row(id));
        Directory.Delete(folder);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task Delete_CancelledBefore_DoesNothing_AndAfter_OnlyEndsTheWait()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(home.Store.DeleteAsync(id, cancellation.Token)));
        Assert.Single(home.Files(id));

        using var later = new CancellationTokenSource();
        var delete = home.Store.DeleteAsync(id, later.Token);
        later.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(delete));
        Assert.Empty(home.Files(id));
        home.Settle();
        Assert.Null(home.Row(id));
    }

    [Fact]
    public async Task Delete_LeavesEveryOtherByteOfTheFileOfNames()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var path = Path.Combine(home.Path, "session_index.jsonl");
        var other = NameLine(TempHome.OtherId, "other");
        var glued = NameLine(id, "a").TrimEnd('\n') + NameLine(TempHome.OtherId, "b");
        var noise = new string('n', (1 << 20) + 5) + "\n";
        File.WriteAllText(path, NameLine(id, "one") + other + "\n\n{not json\n" + NameLine(id, "two") + glued + noise + NameLine(id, "three") + "{\"id\":\"torn");

        var receipt = await home.Run(home.Store.DeleteAsync(id));

        Assert.Equal(3, receipt.NameLines);
        Assert.Equal(other + "\n\n{not json\n" + glued + noise + "{\"id\":\"torn", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(nameof(LogOperation.DataSync))]
    [InlineData(nameof(LogOperation.Rename))]
    public async Task Delete_WhileAnotherProgramAppendsAName_LosesNoLine(string during)
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        var id = await home.ClosedAsync();
        var path = Path.Combine(home.Path, "session_index.jsonl");
        File.WriteAllText(path, NameLine(id, "one") + NameLine(TempHome.OtherId, "first"));
        device.Next(Enum.Parse<LogOperation>(during), new ScriptedFault(0, Before: () => File.AppendAllText(path, NameLine(TempHome.OtherId, "late") + NameLine(id, "late"))));

        await home.Run(home.Store.DeleteAsync(id));

        Assert.Equal(NameLine(TempHome.OtherId, "first") + NameLine(TempHome.OtherId, "late"), File.ReadAllText(path));
        Assert.Empty(Directory.GetFiles(home.Path, "*.tmp"));
    }

    [Fact]
    public async Task Rename_TellsCodexTheName_AndTheLogsOwnWordStands()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        File.WriteAllText(Path.Combine(home.Path, "session_index.jsonl"), "{\"id\":\"torn");

        await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "\"ä\" <name>" }));
        await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { MemoryMode = "disabled" }));
        await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = MetadataField.Clear }));

        Assert.Equal(
            ["{\"id\":\"torn", $$"""{"id":"{{id}}","thread_name":"\"ä\" <name>","updated_at":"2026-11-21T06:08:10.743Z"}"""],
            File.ReadAllLines(Path.Combine(home.Path, "session_index.jsonl")));
        Assert.Null(home.Row(id)!.Name);
        home.AssertRowsEqualRebuild();
    }

    private static string NameLine(ThreadId id, string name) => $$"""{"id":"{{id}}","thread_name":"{{name}}","updated_at":"2026-11-21T06:08:10.743123456Z"}""" + "\n";

    // By another process: one that opens and closes a live database's file itself drops SQLite's locks on it.
    private static string[] Found(EngineHome home, string text)
    {
        using var grep = Process.Start(new ProcessStartInfo("grep", ["-r", "-l", "-F", "-a", "--", text, home.Path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var found = grep.StandardOutput.ReadToEnd();
        grep.WaitForExit();
        return found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
