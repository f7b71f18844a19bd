using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// The file first, the index after; what is refused changes nothing; nothing is overwritten and no link is followed. Seen to fail: with a
/// plain rename, without the check of folders, without the journal line, with a live thread let through, with the row left where it was, with every file in the way taken for a conflict, with further files left behind.
/// </summary>
public sealed class ArchiveTests
{
    // Codex goes on in a further file after thread/revert.
    [Fact]
    public async Task Archive_OfAThreadWithFurtherFiles_MovesThemToo_AndUnarchiveBringsThemBack()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var further = $"sessions/2026/12/01/rollout-2026-12-01T01-02-03-{id}_01a1fcb8-0000-7000-8000-00000000000a.jsonl";
        VerbHome.Put(Path.Combine(home.Path, further), "x"u8);
        VerbHome.Put(Path.Combine(home.Path, further.Replace(id.ToString(), TempHome.OtherId.ToString(), StringComparison.Ordinal)), "x"u8);
        var before = home.Files(id);

        await home.Run(home.Store.ArchiveAsync(id));

        Assert.Equal([$"archived_sessions/{VerbHome.Name(id)}", $"archived_sessions/{Path.GetFileName(further)}"], home.Files(id));
        Assert.Equal($"archived_sessions/{VerbHome.Name(id)}", home.Row(id)!.RolloutPath);
        await home.Run(home.Store.UnarchiveAsync(id));
        Assert.Equal(before, home.Files(id));
        Assert.Single(home.Files(TempHome.OtherId));
    }

    [Fact]
    public async Task Archive_MovesTheFileAndTheRow_AndSaysWhen()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var before = home.Row(id)!;
        home.Clock.AdvanceMs(60_000);

        await home.Run(home.Store.ArchiveAsync(id));

        var row = home.Row(id)!;
        Assert.Equal([$"archived_sessions/{VerbHome.Name(id)}"], home.Files(id));
        Assert.Equal((true, $"archived_sessions/{VerbHome.Name(id)}"), (row.Archived, row.RolloutPath));
        Assert.Equal(home.Clock.GetUtcNow(), row.ArchivedAt);
        Assert.Equal(before.UpdatedAtMs, row.UpdatedAtMs);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(home.Path, "archived_sessions")));
        Assert.Empty(home.LockFiles);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Unarchive_MovesItBackIntoTheFolderOfItsName()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var before = home.Row(id)!;
        await home.Run(home.Store.ArchiveAsync(id));
        home.Clock.AdvanceMs(60_000);

        await home.Run(home.Store.UnarchiveAsync(id));

        var row = home.Row(id)!;
        Assert.Equal([$"{VerbHome.Day}/{VerbHome.Name(id)}"], home.Files(id));
        Assert.Equal((false, null, before.UpdatedAtMs), (row.Archived, row.ArchivedAt, row.UpdatedAtMs));
        Assert.Empty(home.LockFiles);
        home.AssertRowsEqualRebuild();
        var thread = home.Store.Resume(id);
        thread.AppendTokens(7);
        home.Settle();
        Assert.Equal(7, home.Row(id)!.TokensUsed);
        Assert.Equal([0, 1, 2], home.Lines(id).Where(static line => line.Contains("\"ordinal\"", StringComparison.Ordinal)).Select(static (_, i) => i));
    }

    [Fact]
    public async Task Archive_Twice_OrOfNothing_IsRefused()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var active = await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.UnarchiveAsync(id)));
        Assert.StartsWith($"no archived rollout found for thread id {id}", active.Message, StringComparison.Ordinal);
        await home.Run(home.Store.ArchiveAsync(id));

        var archived = await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.ArchiveAsync(id)));
        Assert.StartsWith($"no rollout found for thread id {id}", archived.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(home.Store.ArchiveAsync(TempHome.Id)));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(home.Store.UnarchiveAsync(TempHome.Id)));
        Assert.Empty(home.LockFiles);
        Assert.Single(home.Files(id));
    }

    [Fact]
    public async Task Archive_OfAThreadThatIsLiveHere_OrElsewhere_IsRefused()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var second = home.OpenSecond();

        var here = await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.ArchiveAsync(thread.Id)));
        Assert.Contains("shut it down first", here.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ThreadBusyException>(() => Guard.Task(second.ArchiveAsync(thread.Id)));

        Assert.Equal(thread.RolloutPath, home.ActivePath(thread.Id));
        Assert.Equal(2, home.Lines(thread.Id).Count);
        thread.AppendTokens(1);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Archive_OfACompressedRollout_MovesItAsItIs()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        File.Move(home.ActivePath(id), home.ActivePath(id, isCompressed: true));
        var bytes = File.ReadAllBytes(home.ActivePath(id, isCompressed: true));
        home.Reconcile();

        await home.Run(home.Store.ArchiveAsync(id));

        Assert.Equal(bytes, File.ReadAllBytes(home.ArchivePath(id, isCompressed: true)));
        var row = home.Row(id)!;
        Assert.Equal((true, row.UpdatedAtMs), (row.Archived, row.ArchivedAtMs));
        await home.Run(home.Store.UnarchiveAsync(id));
        Assert.False(home.Row(id)!.Archived);
        Assert.Equal([$"{VerbHome.Day}/{VerbHome.Name(id, isCompressed: true)}"], home.Files(id));
    }

    [Fact]
    public async Task Archive_OfARolloutWithACompressedSibling_MovesBoth()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        VerbHome.Put(home.ActivePath(id, isCompressed: true), "zst"u8);

        await home.Run(home.Store.ArchiveAsync(id));

        Assert.Equal([$"archived_sessions/{VerbHome.Name(id)}", $"archived_sessions/{VerbHome.Name(id, isCompressed: true)}"], home.Files(id));
        Assert.True(home.Row(id)!.Archived);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Move_WhenBothCollectionsHaveTheSameFile_LeavesOne(bool isArchiving, bool isLink)
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        if (!isArchiving)
        {
            await home.Run(home.Store.ArchiveAsync(id));
        }

        var (from, to) = isArchiving ? (home.ActivePath(id), home.ArchivePath(id)) : (home.ArchivePath(id), home.ActivePath(id));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (isLink)
        {
            using var root = LogHandle.Open("/", Libc.O_RDONLY | Libc.O_DIRECTORY, 0, out _)!;
            Assert.Equal(0, Libc.linkat(root, from, root, to, 0));
        }
        else
        {
            VerbHome.Put(to, File.ReadAllBytes(from));
        }

        await home.Run(isArchiving ? home.Store.ArchiveAsync(id) : home.Store.UnarchiveAsync(id));

        Assert.Equal(to, Path.Combine(home.Path, Assert.Single(home.Files(id))));
        Assert.Equal(isArchiving, home.Row(id)!.Archived);
        home.AssertRowsEqualRebuild();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Move_WhenAnotherFileIsInTheWay_IsAConflictAndLosesNothing(bool isArchiving)
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        if (!isArchiving)
        {
            await home.Run(home.Store.ArchiveAsync(id));
        }

        var (from, to) = isArchiving ? (home.ActivePath(id), home.ArchivePath(id)) : (home.ArchivePath(id), home.ActivePath(id));
        var before = File.ReadAllBytes(from);
        byte[] other = [.. before];
        other[^2] ^= 1;
        VerbHome.Put(to, other);

        await Assert.ThrowsAsync<ConflictException>(() => Guard.Task(isArchiving ? home.Store.ArchiveAsync(id) : home.Store.UnarchiveAsync(id)));

        Assert.Equal(before, File.ReadAllBytes(from));
        Assert.Equal(other, File.ReadAllBytes(to));
        Assert.Empty(home.LockFiles);
    }

    // Between the look and the move: the move itself must not replace anything.
    [Fact]
    public async Task Archive_WhenAFileAppearsAtTheLastInstant_IsAConflictAndLosesNothing()
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        var id = await home.ClosedAsync();
        device.Next(LogOperation.Move, new ScriptedFault(0, Before: () => VerbHome.Put(home.ArchivePath(id), "theirs"u8)));

        await Assert.ThrowsAsync<ConflictException>(() => Guard.Task(home.Store.ArchiveAsync(id)));

        Assert.Equal("theirs", File.ReadAllText(home.ArchivePath(id)));
        Assert.True(File.Exists(home.ActivePath(id)));
    }

    [Theory]
    [InlineData("sessions")]
    [InlineData("sessions/2026")]
    [InlineData("sessions/2026/11/21")]
    [InlineData("archived_sessions")]
    public async Task Archive_ThroughASymbolicLink_IsRefusedAndMovesNothing(string folder)
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var elsewhere = Directory.CreateTempSubdirectory("threadstore-elsewhere-").FullName;
        var link = Path.Combine(home.Path, folder);
        var real = Path.Combine(elsewhere, "real");
        if (Directory.Exists(link))
        {
            Directory.Move(link, real);
        }
        else
        {
            Directory.CreateDirectory(real);
        }

        Directory.CreateSymbolicLink(link, real);
        var before = Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();

        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.ArchiveAsync(id)));

        Assert.Equal(before, Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList());
        Assert.Equal(folder == "archived_sessions", File.Exists(Path.Combine(home.Path, VerbHome.Day, VerbHome.Name(id))) && before.Count == 0);
        Directory.Delete(link);
        Directory.Delete(elsewhere, recursive: true);
        Directory.CreateDirectory(link);
    }

    // After the look somebody puts a link in the folder's place: the move goes part by part and does not follow it.
    [Fact]
    public void Move_OfTheDevice_FollowsNoLinkOnItsWay()
    {
        var root = Directory.CreateTempSubdirectory("threadstore-device-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "a"));
        Directory.CreateDirectory(Path.Combine(root, "real"));
        File.WriteAllText(Path.Combine(root, "a", "file"), "x");
        File.WriteAllText(Path.Combine(root, "real", "kept"), "y");
        Directory.CreateSymbolicLink(Path.Combine(root, "link"), Path.Combine(root, "real"));
        var device = PosixLogDevice.Instance;

        Assert.Contains(device.Move(root, "a/file", "link/file"), (int[])[Libc.ENOTDIR, Libc.ELOOP]);
        Assert.Contains(device.Move(root, "link/kept", "a/kept"), (int[])[Libc.ENOTDIR, Libc.ELOOP]);
        Assert.Contains(device.Delete(root, "link/kept"), (int[])[Libc.ENOTDIR, Libc.ELOOP]);
        Assert.Equal(0, device.Move(root, "a/file", "real/file"));
        Assert.Equal(Libc.EEXIST, device.Move(root, "real/file", "real/kept"));
        Assert.Equal(("x", "y"), (File.ReadAllText(Path.Combine(root, "real", "file")), File.ReadAllText(Path.Combine(root, "real", "kept"))));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Archive_CancelledBefore_DoesNothing_AndAfter_OnlyEndsTheWait()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        using var cancellation = new CancellationTokenSource();
        home.Index.Begin = Sqlite.IndexStatus.Busy;
        var archive = home.Store.ArchiveAsync(id, cancellation.Token);
        home.Projector.Step();
        Assert.False(archive.IsCompleted);
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(archive));
        Assert.Equal([$"archived_sessions/{VerbHome.Name(id)}", $"thread-writer-locks/{id}.lock"], home.Files(id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(home.Store.UnarchiveAsync(id, cancellation.Token)));
        Assert.Equal(2, home.Files(id).Count);
        home.Index.ClearScript();
        home.Clock.AdvanceMs(1_000);
        home.Settle();
        Assert.True(home.Row(id)!.Archived);
    }

    [Fact]
    public async Task Update_OfAnArchivedThread_LeavesItArchived()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        await home.Run(home.Store.ArchiveAsync(id));

        await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "a name", Labels = new System.Collections.Generic.Dictionary<string, string?> { ["a"] = "1" } }));

        var row = home.Row(id)!;
        Assert.Equal((true, "a name", "1"), (row.Archived, row.Name, row.Labels["a"]));
        Assert.Equal([$"archived_sessions/{VerbHome.Name(id)}"], home.Files(id));
        Assert.Throws<InvalidRequestException>(() => home.Store.Resume(id));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Archive_InOneProcess_ThenResumeInAnother_IsRefused()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        var second = home.OpenSecond();
        await home.Run(home.Store.ArchiveAsync(id));

        Assert.Throws<InvalidRequestException>(() => second.Resume(id));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(second.ArchiveAsync(id)));
        await second.DisposeAsync();
    }
}
