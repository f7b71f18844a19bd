using System;
using System.IO;
using System.Text;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: at most one owner, whose file is the one that the path names; a wait for the folder ends.</summary>
public sealed class WriterLockTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly LockFolder _folder;
    private readonly LockFolder _other;

    public WriterLockTests()
    {
        _folder = new LockFolder(_home.Log, "first app");
        _other = new LockFolder(_home.Log, "second");
    }

    private string FilePath => _folder.PathOf(TempHome.Id);

    public void Dispose() => _home.Dispose();

    [Fact]
    public void TryAcquire_OfAFreeThread_LocksAPrivateFileThatNamesUs()
    {
        using var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out var holder);

        Assert.NotNull(mine);
        Assert.Equal("", holder);
        Assert.Equal(Path.Combine(_home.Directory, "thread-writer-locks", TempHome.Id + ".lock"), FilePath);
        Assert.Equal((0, 0x180), (Libc.Stat(FilePath, out var file), file.Mode & 0x1FF));
        Assert.Equal((0, 0x1C0), (Libc.Stat(_folder.Directory, out var folder), folder.Mode & 0x1FF));
        var text = Content().Split(' ', 4);
        Assert.Equal([$"{Environment.ProcessId}", Environment.MachineName, "first app\n"], [text[0], text[1], text[3]]);
    }

    [Fact]
    public void TryAcquire_OfAHeldThread_NamesTheHolder()
    {
        using var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _);

        Assert.Null(WriterLock.TryAcquire(_other, TempHome.Id, out var holder));
        Assert.StartsWith($"first app (pid {Environment.ProcessId} on {Environment.MachineName}, started 20", holder, StringComparison.Ordinal);
        using var another = WriterLock.TryAcquire(_other, TempHome.OtherId, out _);
        Assert.NotNull(another);
    }

    [Theory]
    [InlineData("")]
    [InlineData("999999 elsewhere 2026-01-01T00:00:00Z gone\n")]
    public void TryAcquire_OfAThreadHeldWithoutANameOrAStaleOne_AsksTheKernel(string content)
    {
        using var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _);
        using (var file = new PosixLogFile(LogHandle.Open(FilePath, Libc.O_RDWR, 0, out _)!))
        {
            file.Truncate(0);
            file.WriteAt(Lines.Utf8(content), 0, out _);
        }

        Assert.Null(WriterLock.TryAcquire(_other, TempHome.Id, out var holder));
        Assert.EndsWith($"(pid {Environment.ProcessId})", holder, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", holder, StringComparison.Ordinal);
    }

    [Fact]
    public void Release_WithUnlink_RemovesTheFileAndFreesTheThread()
    {
        WriterLock.TryAcquire(_folder, TempHome.Id, out _)!.Release(unlink: true);

        Assert.False(File.Exists(FilePath));
        using var next = WriterLock.TryAcquire(_other, TempHome.Id, out _);
        Assert.NotNull(next);
    }

    [Fact]
    public void Release_WithoutUnlink_LeavesTheMarkAndFreesTheThread()
    {
        WriterLock.TryAcquire(_folder, TempHome.Id, out _)!.Dispose();

        Assert.Equal([TempHome.Id], _folder.List());
        using var next = WriterLock.TryAcquire(_other, TempHome.Id, out _);
        Assert.NotNull(next);
        Assert.EndsWith("second\n", Content(), StringComparison.Ordinal);
    }

    [Fact]
    public void Release_Twice_TouchesNoOtherOwnersFile()
    {
        var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _)!;
        mine.Release(unlink: false);
        using var next = WriterLock.TryAcquire(_other, TempHome.Id, out _);
        mine.Release(unlink: true);

        Assert.True(File.Exists(FilePath));
    }

    [Fact]
    public void Release_AfterSomebodyReplacedTheFile_LeavesTheirsAlone()
    {
        var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _)!;
        File.Delete(FilePath);
        using var next = WriterLock.TryAcquire(_other, TempHome.Id, out _);
        mine.Release(unlink: true);

        Assert.True(File.Exists(FilePath));
        Assert.Null(WriterLock.TryAcquire(_folder, TempHome.Id, out _));
    }

    [Fact]
    public void TryAcquire_WhenTheFileIsUnlinkedBeforeOurLock_LocksTheOneThatThePathNames()
    {
        var before = WriterLock.TryAcquire(_other, TempHome.Id, out _)!;
        var turns = 0;
        _folder.BetweenOpenAndLock = () =>
        {
            if (++turns == 1)
            {
                // A holder that does not take the coordination lock.
                File.Delete(FilePath);
                before.Release(unlink: false);
            }
        };
        using var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _);

        Assert.NotNull(mine);
        Assert.Equal(2, turns);
        Assert.Null(WriterLock.TryAcquire(_other, TempHome.Id, out _));
    }

    [Fact]
    public void TryAcquire_WhenEveryFileIsUnlinked_GivesUp()
    {
        var turns = 0;
        _folder.BetweenOpenAndLock = () =>
        {
            turns++;
            File.Delete(FilePath);
        };

        Assert.Equal(Libc.EAGAIN, Assert.Throws<StorageFaultException>(() => WriterLock.TryAcquire(_folder, TempHome.Id, out _)).ErrorCode);
        Assert.Equal(8, turns);
    }

    [Fact]
    public void TryAcquire_WhileTheFolderIsHeld_WaitsForItsRelease()
    {
        Directory.CreateDirectory(_folder.Directory);
        using var held = _other.OpenLockFile(_folder.CoordinationPath, out _)!;
        Assert.True(LockFolder.TryLock(held, out _));
        _home.Clock.OnWait = wait =>
        {
            if (wait == 3)
            {
                held.Dispose();
            }
        };
        using var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _);

        Assert.NotNull(mine);
        Assert.Equal(3, _home.Clock.Waits);
    }

    [Fact]
    public void TryAcquire_WhileTheFolderStaysHeld_EndsAtTheTimeoutAndNamesTheHolder()
    {
        Directory.CreateDirectory(_folder.Directory);
        using var held = _other.OpenLockFile(_folder.CoordinationPath, out _)!;
        Assert.True(LockFolder.TryLock(held, out _));
        var start = _home.Clock.GetUtcNow();

        Assert.Null(WriterLock.TryAcquire(_folder, TempHome.Id, out var holder));
        Assert.Equal(LockFolder.DefaultTimeout, _home.Clock.GetUtcNow() - start);
        Assert.Contains("the lock folder is held by", holder, StringComparison.Ordinal);
        Assert.Contains($"pid {Environment.ProcessId}", holder, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Release_WhileTheFolderStaysHeld_FreesTheThreadAndLeavesTheMark()
    {
        var mine = WriterLock.TryAcquire(_folder, TempHome.Id, out _)!;
        using (var held = _other.OpenLockFile(_folder.CoordinationPath, out _)!)
        {
            Assert.True(LockFolder.TryLock(held, out _));
            mine.Release(unlink: true);
            Assert.True(File.Exists(FilePath));
        }

        using var next = WriterLock.TryAcquire(_other, TempHome.Id, out _);
        Assert.NotNull(next);
    }

    [Fact]
    public void TryAcquire_WhereTheFolderCannotBeMade_IsAStorageFault()
    {
        File.WriteAllText(_folder.Directory, "a file");

        Assert.Equal(StorageOutcome.NotAccepted, Assert.Throws<StorageFaultException>(() => WriterLock.TryAcquire(_folder, TempHome.Id, out _)).Outcome);
    }

    [Fact]
    public void TryAcquire_OfALockFileThatIsALink_IsAStorageFault()
    {
        Directory.CreateDirectory(_folder.Directory);
        var target = Path.Combine(_home.Directory, "target");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(FilePath, target);

        Assert.Equal(Libc.ELOOP, Assert.Throws<StorageFaultException>(() => WriterLock.TryAcquire(_folder, TempHome.Id, out _)).ErrorCode);
        Assert.Equal("precious", File.ReadAllText(target));
    }

    [Fact]
    public void List_OfAFolderThatIsNotThere_IsEmpty() => Assert.Empty(_folder.List());

    // The file API of .NET would take a lock of its own, and be refused.
    private string Content()
    {
        Span<byte> bytes = stackalloc byte[1000];
        using var file = PosixLogDevice.Instance.Open(FilePath, LogAccess.Read, out _)!;
        return Encoding.UTF8.GetString(bytes[..file.ReadOrThrow(bytes, 0)]);
    }
}
