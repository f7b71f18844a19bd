using System;
using System.IO;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>Law: at most one lock object holds the lock file that the path names.</summary>
public sealed class StoreLockTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("threadstore-lock-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void TryEnter_WhileAnotherHolds_IsRefusedUntilItLeaves()
    {
        using var first = new StoreLock(_directory);
        using var second = new StoreLock(_directory);

        Assert.True(first.TryEnter(out _));
        Assert.False(second.TryEnter(out var errno));
        Assert.Equal(0, errno);
        first.Exit();
        Assert.True(second.TryEnter(out _));
        Assert.False(first.TryEnter(out _));
    }

    [Fact]
    public void TryEnter_AfterTheFileWasRemoved_LocksTheFileThatThePathNames()
    {
        using var first = new StoreLock(_directory);
        Assert.True(first.TryEnter(out _));
        first.Exit();
        File.Delete(Path.Combine(_directory, "store.lock"));
        using var second = new StoreLock(_directory);

        Assert.True(second.TryEnter(out _));
        Assert.False(first.TryEnter(out _));
    }

    [Fact]
    public void TryEnter_InAMissingDirectory_SaysWhy()
    {
        using var storeLock = new StoreLock(Path.Combine(_directory, "none"));

        Assert.False(storeLock.TryEnter(out var errno));
        Assert.NotEqual(0, errno);
    }

    [Fact]
    public void TryEnter_OnASymbolicLink_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_directory, "store.lock"), Path.Combine(_directory, "elsewhere"));
        using var storeLock = new StoreLock(_directory);

        Assert.False(storeLock.TryEnter(out var errno));
        Assert.NotEqual(0, errno);
        Assert.False(File.Exists(Path.Combine(_directory, "elsewhere")));
    }

    [Fact]
    public void LockFile_IsForItsOwnerOnly()
    {
        using var storeLock = new StoreLock(_directory);
        storeLock.TryEnter(out _);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, IndexHome.Mode(Path.Combine(_directory, "store.lock")));
    }

    [Fact]
    public void EnterAndExit_AllocateNothing()
    {
        using var storeLock = new StoreLock(_directory);
        storeLock.TryEnter(out _);
        storeLock.Exit();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            storeLock.TryEnter(out _);
            storeLock.Exit();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
