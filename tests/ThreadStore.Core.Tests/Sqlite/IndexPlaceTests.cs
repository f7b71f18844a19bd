using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Health;
using ThreadStore.Log;
using ThreadStore.Search;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>
/// Law: on a file system that several machines may share, SQLite is not started: logs work, whatever needs rows says why it does not and
/// what to do, and either of the two ways out brings everything back.
/// </summary>
/// <remarks>Seen to fail: with a reader that asks all the same, with a writer that is opened all the same, and with all FUSE taken for local.</remarks>
public sealed class IndexPlaceTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("threadstore-place-").FullName;
    private readonly string _local = Directory.CreateTempSubdirectory("threadstore-local-").FullName;

    public void Dispose()
    {
        Directory.Delete(_home, recursive: true);
        Directory.Delete(_local, recursive: true);
    }

    [Theory]
    [InlineData(0x6969, "nfs", true)]
    [InlineData(0x517B, "smb", true)]
    [InlineData(0xFF534D42, "cifs", true)]
    [InlineData(0xFE534D42, "smb2", true)]
    [InlineData(0x5346414F, "afs", true)]
    [InlineData(0x73757245, "coda", true)]
    [InlineData(0x564C, "ncpfs", true)]
    [InlineData(0x0BD00BD0, "lustre", true)]
    [InlineData(0x00C36400, "ceph", true)]
    [InlineData(0x01021997, "9p", true)]
    [InlineData(0x01161970, "gfs2", true)]
    [InlineData(0x65735546, "fuse", true)]
    [InlineData(0xEF53, "ext4", false)]
    [InlineData(0x58465342, "xfs", false)]
    [InlineData(0x9123683E, "btrfs", false)]
    [InlineData(0x01021994, "tmpfs", false)]
    [InlineData(0x794C7630, "overlay", false)]
    [InlineData(0x12345, "0x12345", false)]
    public void Number_OfAFileSystem_IsItsNameAndItsRule(long type, string name, bool isShared) =>
        Assert.Equal((name, isShared), (FileSystemName.Of(type), IndexPlace.IsShared(FileSystemName.Of(type))));

    [Theory]
    [InlineData("fuse.sshfs", true)]
    [InlineData("fuse.s3fs", true)]
    [InlineData("fuse.whatever-comes", true)]
    [InlineData("virtiofs", true)]
    [InlineData("fuseblk", false)]
    [InlineData("fuse.fuse-overlayfs", false)]
    public void Fuse_IsSharedUnlessItsKindIsSurelyLocal(string kind, bool isShared)
    {
        const string Mounts = "22 27 0:21 / /proc rw,relatime - proc proc rw\n36 27 0:52 / /home/dev/my\\040mount rw shared:1 - @ host:/x rw,user_id=0\nnoise\n";

        Assert.Equal(kind, FileSystemName.OfMount(Mounts.Replace("@", kind, StringComparison.Ordinal), "0:52"));
        Assert.Null(FileSystemName.OfMount(Mounts, "0:5"));
        Assert.Equal(isShared, IndexPlace.IsShared(kind));
    }

    [Fact]
    public void Of_RealFolders_IsWhatTheyAreMountedAs()
    {
        Assert.Equal("tmpfs", FileSystemName.Of("/dev/shm"));
        Assert.Equal("tmpfs", FileSystemName.Of("/dev/shm/threadstore-is-not-there/nor/this"));
        Assert.False(IndexPlace.IsShared(FileSystemName.Of(_home)), $"tests run on a disk of their own, not on {FileSystemName.Of(_home)}");
    }

    [Fact]
    public async Task Home_OnNfs_KeepsItsLogs_AndRefusesWhatNeedsRows()
    {
        var options = On(_home);
        ThreadId id;
        await using (var store = LocalThreadStore.Open(options))
        {
            var thread = store.Create(new CreateThreadParams { Cwd = "/work" });
            id = thread.Id;
            thread.AppendUser("kept");
            await Guard.Task(thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.Tokens(1), Durability.Synced).AsTask());
            await Guard.Task(thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "a name" }));
            await Guard.Task(thread.ShutdownAsync(sync: true));
            thread = store.Resume(id);
            thread.AppendTokens(2);
            await Guard.Task(thread.FlushAsync());

            var refused = Assert.Throws<UnsupportedException>(() => store.List(new ThreadListQuery()));
            Assert.Equal("index", refused.Operation);
            Assert.Equal(
                $"index is not supported: {_home} is on nfs, which several machines may share, and SQLite is not safe there. Set IndexDirectory to a folder on a local disk, "
                + "or AllowNetworkIndex when no other machine ever opens this home",
                refused.Message);
            Assert.Throws<UnsupportedException>(() => store.Read(id));
            await Assert.ThrowsAsync<UnsupportedException>(() => store.ListAsync(new ThreadListQuery()).AsTask());
            await Assert.ThrowsAsync<UnsupportedException>(() => store.ReadAsync(id, thread.End).AsTask());
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.WaitProjectedAsync(thread.End)));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.RefreshAsync([id])));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.RebuildAsync()));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.CaughtUp));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.Recovered));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(store.SearchIndex().RefreshAsync()));
            Assert.Throws<UnsupportedException>(() => store.SearchIndex().Search(new RankedSearchQuery { Words = "kept" }));
            await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(thread.UpdateMetadataAsync(new ThreadMetadataPatch { Labels = new System.Collections.Generic.Dictionary<string, string?> { ["a"] = "b" } })));

            var health = store.GetHealth();
            Assert.Equal((HealthState.Degraded, IndexUse.Refused, 0L), (health.State, health.Index.Use, health.Projection.PendingBytes));
            Assert.Contains("nfs", health.Reason, StringComparison.Ordinal);
            using (var history = store.ReadHistory(id))
            {
                Assert.True(history.Read(out _), "the log is read");
            }

            await Guard.Task(thread.ShutdownAsync());
            await Guard.Task(store.ArchiveAsync(id));
            await Guard.Task(store.UnarchiveAsync(id));
        }

        await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(LocalThreadStore.VerifyAsync(options)));
        await Assert.ThrowsAsync<UnsupportedException>(() => Guard.Task(LocalThreadStore.ReconcileAsync(options)));
        Assert.Throws<UnsupportedException>(() => LocalThreadStore.Peek(options, new ThreadListQuery()));
        Assert.Empty(Directory.GetFiles(_home, "*.sqlite*", SearchOption.AllDirectories));

        // Nothing of it was missed.
        await ListsAsync(On(_home, indexDirectory: _local), id);
        await ListsAsync(On(_home, isAllowed: true), id);
        Assert.Single(Directory.GetFiles(_home, "*.sqlite"));
    }

    [Fact]
    public async Task Delete_InAHomeWithoutAnIndex_DeletesTheLog()
    {
        await using var store = LocalThreadStore.Open(On(_home));
        var thread = store.Create(new CreateThreadParams { Cwd = "/work" });
        thread.AppendUser("gone");
        await Guard.Task(thread.ShutdownAsync());

        Assert.True((await Guard.Task(store.DeleteAsync(thread.Id))).IsDone);
        Assert.Empty(Directory.GetFiles(_home, "rollout-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Index_SetApartOnNfs_IsRefused_WhateverTheHomeIsOn()
    {
        var options = new ThreadStoreOptions { Home = _home, IndexDirectory = Path.Combine(_local, "not", "made", "yet"), FileSystemOf = path => path.StartsWith(_local, StringComparison.Ordinal) ? "nfs4" : "ext4" };
        await using var store = LocalThreadStore.Open(options);

        Assert.Contains(options.IndexDirectory, Assert.Throws<UnsupportedException>(() => store.List(new ThreadListQuery())).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_local));
    }

    private async Task ListsAsync(ThreadStoreOptions options, ThreadId id)
    {
        await using var store = LocalThreadStore.Open(options);
        await Guard.Task(store.CaughtUp);
        var row = Assert.Single(store.List(new ThreadListQuery()).Threads);
        Assert.Equal((id, "a name", 2L), (row.Id, row.Name, row.TokensUsed));
    }

    private ThreadStoreOptions On(string shared, string? indexDirectory = null, bool isAllowed = false) => new()
    {
        Home = _home,
        IndexDirectory = indexDirectory,
        AllowNetworkIndex = isAllowed,
        RefreshInterval = Timeout.InfiniteTimeSpan,
        FileSystemOf = path => path.StartsWith(shared, StringComparison.Ordinal) ? "nfs" : "ext4",
    };
}
