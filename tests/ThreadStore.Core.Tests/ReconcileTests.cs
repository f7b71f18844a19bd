using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using ThreadStore.Transfer;
using Xunit;

namespace ThreadStore;

/// <summary>The law: a reconciliation says of exactly those rows that changed what became of them, and a second one finds nothing.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task Reconcile_SaysWhatBecameOfEachRow()
    {
        await using var home = new TransferHome();
        var ids = Enumerable.Range(1, 6).Select(static number => $"01a1fcb8-0000-7000-8000-00000000000{number}").ToList();
        var paths = ids.ConvertAll(id => home.Write(id, TransferHome.Said("one")));
        File.Delete(paths[0]);
        var options = new ThreadStoreOptions { Home = home.Directory, RefreshInterval = Timeout.InfiniteTimeSpan };
        Assert.Equal(5, (await Guard.Task(LocalThreadStore.ReconcileAsync(options))).Changes.Count(static row => row.Change is RowChange.Added));
        var length = new FileInfo(paths[1]).Length;

        home.Write(ids[0], TransferHome.Said("one"));
        File.AppendAllText(paths[1], TransferHome.Said("two"));
        File.WriteAllText(paths[2], TransferHome.Meta(ids[2]) + TransferHome.Said("another"));
        Directory.CreateDirectory(home.PathOf("archived_sessions"));
        File.Move(paths[3], home.PathOf($"archived_sessions/{Path.GetFileName(paths[3])}"));
        File.Delete(paths[4]);
        var report = await Guard.Task(LocalThreadStore.ReconcileAsync(options));

        var expected = new List<ReconciledThread>
        {
            new(ThreadId.Parse(ids[0]), RowChange.Added, 0, length),
            new(ThreadId.Parse(ids[1]), RowChange.Advanced, length, new FileInfo(paths[1]).Length),
            new(ThreadId.Parse(ids[2]), RowChange.Replaced, length, new FileInfo(paths[2]).Length),
            new(ThreadId.Parse(ids[3]), RowChange.Moved, length, length),
            new(ThreadId.Parse(ids[4]), RowChange.Removed, length, 0),
        };
        Assert.Equal(expected, report.Changes);
        Assert.Equal(5, report.Rows);
        Assert.Empty((await Guard.Task(LocalThreadStore.ReconcileAsync(options))).Changes);
    }

    [Fact]
    public async Task Reconcile_OfNoHome_MakesNone()
    {
        var missing = Path.Combine(Path.GetTempPath(), $"threadstore-missing-{TransferHome.First}");

        await Assert.ThrowsAsync<InvalidRequestException>(() => LocalThreadStore.ReconcileAsync(new ThreadStoreOptions { Home = missing }));

        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task Peek_ShowsTheIndexAndTouchesNoLog()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First, TransferHome.Said("one"));
        await Guard.Task(home.Store.CaughtUp);
        await home.CloseAsync();
        home.Write(TransferHome.Second, TransferHome.Said("two"));

        var page = LocalThreadStore.Peek(new ThreadStoreOptions { Home = home.Directory }, new ThreadListQuery());

        Assert.Equal("one", Assert.Single(page.Threads).Preview);
    }

    [Fact]
    public async Task Peek_WhereThereIsNoIndex_IsAFaultAndMakesNone()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);

        Assert.Equal(
            StoragePart.Index,
            Assert.Throws<StorageFaultException>(() => LocalThreadStore.Peek(new ThreadStoreOptions { Home = home.Directory }, new ThreadListQuery())).Part);

        Assert.Equal(["sessions"], Directory.GetFileSystemEntries(home.Directory).Select(Path.GetFileName));
    }
}
